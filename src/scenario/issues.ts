import { z } from 'zod';
import { shown } from '../model/shown.ts';
import { suggestion } from './did-you-mean.ts';
import type { Path } from './yaml-nodes.ts';

/** One finding of a schema, with its place. */
export interface Finding {
  readonly path: Path;
  readonly target: 'key' | 'value';
  readonly text: string;
}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/**
 * Parses with messages that say what was expected, what was found and how to fix it. A field's own message,
 * if any, takes precedence.
 */
export function check<T>(schema: z.ZodType<T>, data: unknown): Checked<T> {
  const result = schema.safeParse(data, { error: describe });
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, findings: result.error.issues.flatMap((issue) => flatten(issue, [])) };
}

/** The value that was found, short enough for a message. */
export function got(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return shown(value);
}

/**
 * Of a mapping with more unknown keys, only this many are named: the others are the same mistake, and
 * nobody reads on.
 */
const MOST_NAMED = 20;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list, such as [1, 2]',
};

function describe(issue: z.core.$ZodRawIssue): string | undefined {
  const { input } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return knownKeys(issue.inst).join(','); // not a sentence yet: flatten() writes one for each unknown key
    case 'invalid_type':
      return wrongType(typeName(issue), input);
    case 'invalid_value':
      return oneOf(issue.values.map(String), input);
    case 'too_small':
    case 'too_big':
      return outOfRange(issue);
    case 'invalid_format':
      return (
        'expected ' +
        `${issue.pattern === undefined ? `a valid ${issue.format}` : `text like ${issue.pattern}`}, ` +
        `got ${got(input)}`
      );
    case 'invalid_union':
      return unknownKind(issue);
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return undefined; // rare, or worded by the field itself
  }
}

function typeName(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  // For text where a whole number is expected, zod says `number`; only the schema knows better.
  const expected =
    issue.inst instanceof z.ZodNumber && issue.inst.format === 'safeint' ? 'int' : issue.expected;
  return TYPE_NAMES[expected] ?? expected;
}

function wrongType(expected: string, input: unknown): string {
  if (input === undefined) return `missing; expected ${expected}`;
  const quoted =
    expected === 'text' && (typeof input === 'number' || typeof input === 'boolean')
      ? `; write "${String(input)}", with the quotes`
      : '';
  return `expected ${expected}, got ${got(input)}${quoted}`;
}

function oneOf(values: readonly string[], input: unknown): string {
  if (input === undefined) return `missing; expected one of ${values.join(', ')}`;
  if (typeof input === 'string') return `unknown value ${got(input)}; ${suggestion(input, values)}`;
  return `expected one of ${values.join(', ')}, got ${got(input)}`;
}

/** A mapping whose `driver`, or whatever selects its kind, names an unknown kind. */
function unknownKind(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (!('discriminator' in issue) || typeof issue.discriminator !== 'string') return undefined;
  const kinds = Array.isArray(issue.options) ? issue.options.map(String) : [];
  return oneOf(kinds, (issue.input as Record<string, unknown>)[issue.discriminator]);
}

function outOfRange(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>): string {
  const limit =
    issue.code === 'too_small'
      ? `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
      : `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  if (issue.origin === 'array')
    return `expected ${limit} in the list, got ${(issue.input as unknown[]).length}`;
  if (issue.origin === 'string') return `expected ${limit} characters, got ${got(issue.input)}`;
  return `expected ${limit}, got ${got(issue.input)}`;
}

function knownKeys(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function flatten(issue: z.core.$ZodIssue, parents: Path): Finding[] {
  const path = [...parents, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(',').filter(Boolean);
    const named = issue.keys.slice(0, MOST_NAMED).map((key): Finding => ({
      path: [...path, key],
      target: 'key',
      text: `unknown key; ${suggestion(key, known)}`,
    }));
    const next = issue.keys[MOST_NAMED];
    return next === undefined
      ? named
      : [
          ...named,
          {
            path: [...path, next],
            target: 'key',
            text: `${issue.keys.length - MOST_NAMED} more unknown keys, starting with this one`,
          },
        ];
  }
  if (issue.code === 'invalid_key') {
    return [{ path, target: 'key', text: issue.issues.map((inner) => inner.message).join('; ') }];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const meant = meantBranch(issue.errors);
    if (meant !== undefined) return meant.flatMap((inner) => flatten(inner, path));
    if (issue.message === 'Invalid input')
      return [
        { path, target: 'value', text: issue.errors.map((branch) => branch[0]?.message).join('; or ') },
      ];
  }
  return [{ path, target: 'value', text: issue.message }];
}

/**
 * Of the forms that a value may have, the one that its author meant: the only one whose keys are all known
 * and whose type fits, or else the only one whose type fits.
 */
function meantBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const fitting = branches.filter((issues) =>
    issues.every((issue) => issue.code !== 'unrecognized_keys' && issue.path.length > 0),
  );
  if (fitting.length === 1) return fitting[0];
  const ofType = branches.filter(
    (issues) =>
      !issues.some(
        (issue) =>
          issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'),
      ),
  );
  return ofType.length === 1 ? ofType[0] : undefined;
}
