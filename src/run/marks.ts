import { IsodenseError } from '../model/errors.ts';
import type { LaunchMarks } from '../model/records.ts';

/** Pairs that must be in order (see LaunchMarks for why `started` and `firstOutput` are no pair). */
const ORDER: readonly (readonly [keyof LaunchMarks, keyof LaunchMarks])[] = [
  ['intended', 'requested'],
  ['requested', 'imageReady'],
  ['imageReady', 'created'],
  ['requested', 'created'],
  ['created', 'started'],
  ['created', 'firstOutput'],
  ['firstOutput', 'ready'],
];

/**
 * A launch whose marks cannot be true: a defect of the harness or its clock, which makes the whole round
 * invalid.
 */
export class ImpossibleMarksError extends IsodenseError {}

/** The first pair of marks that is impossible, in words; undefined when all are in order. */
export function impossibleMarks(marks: LaunchMarks): string | undefined {
  for (const [earlier, later] of ORDER) {
    const before = marks[earlier];
    const after = marks[later];
    if (before !== undefined && after !== undefined && after < before)
      return `${later} (${after} ms) is before ${earlier} (${before} ms)`;
  }
  return undefined;
}

/** The same marks on the run's own axis, whose zero is the run's start. */
export function relativeTo(start: number, marks: LaunchMarks): LaunchMarks {
  return Object.fromEntries(
    Object.entries(marks).map(([name, at]) => [name, Math.round((Number(at) - start) * 1e3) / 1e3]),
  ) as unknown as LaunchMarks;
}
