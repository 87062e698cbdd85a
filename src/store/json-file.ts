import type { z } from 'zod';
import { readBounded } from '../host/bounded-read.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import { visible } from '../model/shown.ts';

/** The plan of the largest run has some tens of megabytes. */
const MOST_BYTES = 256 * 2 ** 20;
const DEEPEST = 1_000;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, QUOTE, BACKSLASH] = [
  0x5b, 0x5d, 0x7b, 0x7d, 0x22, 0x5c,
];

/**
 * The parsed content of one of our files.
 * @param hint how to get a valid one
 * @throws IsodenseError (usage) if the file cannot be read, or contains something else
 */
export function readJson(file: string, hint: string): unknown {
  const read = readBounded(file, MOST_BYTES);
  if ('refused' in read)
    throw new IsodenseError('usage', `${file} cannot be read: ${read.refused}`, { hint });
  const text = read.bytes.toString();
  if (depthOf(text) > DEEPEST)
    throw new IsodenseError(
      'usage',
      `${file} is nested more than ${DEEPEST} levels deep; isodense does not write such files`,
      { hint },
    );
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new IsodenseError('usage', `${file} is not JSON (${visible(messageOf(error), 200)})`, {
      hint,
      cause: error,
    });
  }
}

/**
 * How deeply lists and objects may be nested. Anything deeper would overflow the stack of code that walks
 * it.
 */
function depthOf(text: string): number {
  let [depth, deepest, isInString] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isInString && code === BACKSLASH) index += 1;
    else if (code === QUOTE) isInString = !isInString;
    else if (isInString) continue;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return deepest;
}

/**
 * Where a value first violates its schema, and how: `sessions.0.series: expected array, received
 * undefined`.
 */
export function departure(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined
    ? 'it has an unexpected structure'
    : visible(`${issue.path.join('.') || 'the file'}: ${issue.message.replace('Invalid input: ', '')}`, 300);
}

/** The schema version that a file states; undefined if there is none. */
export function versionOf(value: unknown): number | undefined {
  return typeof value === 'object' &&
    value !== null &&
    'schemaVersion' in value &&
    typeof value.schemaVersion === 'number'
    ? value.schemaVersion
    : undefined;
}
