import type { z } from 'zod';
import { readText } from '../host/files.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';

/**
 * The value that a file of ours holds.
 * @param hint how to get a good one
 * @throws IsodenseError (usage) for a file that cannot be read, or that holds something else
 */
export function readJson(file: string, hint: string): unknown {
  try {
    return JSON.parse(readText(file)) as unknown;
  } catch (error) {
    const isTorn = error instanceof SyntaxError;
    throw new IsodenseError('usage', `${file} ${isTorn ? 'is not JSON' : 'cannot be read'} (${messageOf(error)})`, { hint, cause: error });
  }
}

/** Where a value first departs from its schema, and how: `sessions.0.series: expected array, received undefined`. */
export function departure(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'it has another shape' : `${issue.path.join('.') || 'the whole'}: ${issue.message.replace('Invalid input: ', '')}`;
}

/** The schema version that a file says it has; undefined where it says none. */
export function versionOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null && 'schemaVersion' in value && typeof value.schemaVersion === 'number' ? value.schemaVersion : undefined;
}
