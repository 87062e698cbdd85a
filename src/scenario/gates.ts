import type { z } from 'zod';
import type { GateRule } from '../model/gate.ts';
import type { MetricDefinition } from '../model/metric.ts';
import { isRatio, readInUnit, readPercent, readRatio, type Bound } from './gate-bounds.ts';
import { formOf, gateForms } from './gate-fields.ts';
import { metricCalled, nameFindings, type GateContext } from './gate-names.ts';
import { check, got, isMapping, type Finding, type Mapping } from './issues.ts';
import type { Path } from './yaml-nodes.ts';

/** Nobody reads more messages. Checking a gate takes about a millisecond when its names are wrong. */
const MOST_FINDINGS = 100;

export interface ReadGates {
  /** Complete only if there are no findings. */
  readonly rules: readonly GateRule[];
  readonly findings: readonly Finding[];
}

/**
 * Parses gates as written into rules with units, and finds all problems with them.
 * @param at path of the list in its document
 */
export function readGates(written: unknown, at: Path, context: GateContext): ReadGates {
  if (!Array.isArray(written)) return { rules: [], findings: [] }; // the schema reports this
  const rules: GateRule[] = [];
  const findings: Finding[] = [];
  for (const [index, gate] of written.entries()) {
    const read = readGate(gate, [...at, index], context);
    rules.push(...read.rules);
    findings.push(...read.findings);
    if (findings.length > MOST_FINDINGS && index + 1 < written.length)
      return {
        rules: [],
        findings: [
          ...findings,
          {
            path: [...at, index + 1],
            target: 'value',
            text: `${written.length - index - 1} more gates are not checked until those before them are correct`,
          },
        ],
      };
  }
  return { rules, findings };
}

function readGate(written: unknown, at: Path, context: GateContext): ReadGates {
  if (!isMapping(written)) {
    return {
      rules: [],
      findings: [
        {
          path: at,
          target: 'value',
          text: `expected a gate, such as { metric: startup.ready.p50, max: 300ms }, got ${got(written)}`,
        },
      ],
    };
  }
  const found: Finding[] = [];
  const rule = ruleOf(written, context, found);
  const findings = [
    ...found.map((finding) => ({ ...finding, path: [...at, ...finding.path] })),
    ...nameFindings(written, at, context),
  ];
  return { rules: rule === undefined || findings.length > 0 ? [] : [rule], findings };
}

/**
 * Undefined if the form does not parse or names an unknown metric. Findings are added with paths inside the
 * gate.
 */
function ruleOf(written: Mapping, context: GateContext, findings: Finding[]): GateRule | undefined {
  const report: Report = (key, text) => {
    findings.push({ path: key === undefined ? [] : [key], target: 'value', text });
  };
  const as = <Fields>(
    form: z.ZodType<Fields>,
    make: (fields: Fields) => GateRule | undefined,
  ): GateRule | undefined => {
    const parsed = check(form, written);
    if (parsed.ok) return make(parsed.value);
    findings.push(...parsed.findings);
    return undefined;
  };
  const of = (name: string, make: (metric: MetricDefinition) => GateRule): GateRule | undefined => {
    const metric = metricCalled(name, context);
    return metric && make(metric);
  };
  switch (formOf(written)) {
    case 'success':
      return as(gateForms.success, ({ successRatio, ...rest }) => ({
        kind: 'success',
        minSuccess: share(successRatio, report),
        ...rest,
      }));
    case 'boundary':
      return as(gateForms.boundary, ({ outcome, ...rest }) => ({
        kind: 'boundary',
        outcomes: [outcome].flat(),
        ...rest,
      }));
    case 'ratio':
      return as(gateForms.ratio, (fields) => ({
        kind: 'ratio',
        ...fields,
        ...bothBounds(fields, readRatio, report),
      }));
    case 'absolute':
      return as(gateForms.absolute, (fields) =>
        of(fields.metric, (metric) => ({
          kind: 'absolute',
          ...fields,
          ...bothBounds(fields, inUnitOf(metric), report),
        })),
      );
    case 'regression':
      return as(gateForms.regression, ({ maxRegression, minAbs, ...rest }) =>
        of(rest.metric, (metric) => {
          if (metric.better === 'neither')
            report(
              'maxRegression',
              `${metric.name} is neither better when higher nor when lower, so it has no regression; ` +
                'use max: and min: instead, in its own unit or, with over:, as a ratio',
            );
          return {
            kind: 'regression',
            maxRegression: readPercent(maxRegression)!,
            minAbs: bounded('minAbs', minAbs, inUnitOf(metric), report) ?? 0,
            ...rest,
          };
        }),
      );
  }
}

/** At a key of the gate, or at the gate itself. */
type Report = (key: string | undefined, text: string) => void;

function share(written: string, report: Report): number {
  const value = readPercent(written)!;
  if (value === 0 || value > 1)
    report('successRatio', `expected more than 0% and at most 100%, got ${written}`);
  return value;
}

interface Bounds {
  readonly max: number | undefined;
  readonly min: number | undefined;
}

function bothBounds(
  written: { readonly max?: unknown; readonly min?: unknown },
  read: (written: unknown, key: string) => Bound,
  report: Report,
): Bounds {
  if (written.max === undefined && written.min === undefined)
    report(undefined, 'missing; expected max:, min: or maxRegression:');
  const max = bounded('max', written.max, read, report);
  const min = bounded('min', written.min, read, report);
  if (max !== undefined && min !== undefined && max < min)
    report(
      'max',
      `expected max to be at least min, got max ${String(written.max)} and min ${String(written.min)}`,
    );
  return { max, min };
}

function bounded(
  key: string,
  written: unknown,
  read: (written: unknown, key: string) => Bound,
  report: Report,
): number | undefined {
  if (written === undefined) return undefined;
  const bound = read(written, key);
  if ('value' in bound) return bound.value;
  report(key, bound.refused);
  return undefined;
}

function inUnitOf({ unit, name }: MetricDefinition): (written: unknown, key: string) => Bound {
  return (written, key) => {
    const bound = readInUnit(written, unit, name);
    if ('value' in bound || !isRatio(written) || key === 'minAbs') return bound;
    return {
      refused:
        `${String(written)} is a ratio, so it needs over: with the name of a variant; ` +
        `without over:, ${bound.refused}`,
    };
  };
}
