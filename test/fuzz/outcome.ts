import { performance } from 'node:perf_hooks';
import { IsodenseError, type ErrorKind } from '../../src/model/errors.ts';

export interface FuzzResult {
  readonly mutants: number;
  readonly accepted: number;
  /** Refused with an error that is the user's to fix, says where and how. */
  readonly refused: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
}

/** A mutant may take this long: the promise is two seconds on a quiet machine, and tests share theirs. */
const LONGEST_MS = 10_000;
const MOST_FAILURES = 20;
/** A spoiled run may have lost its baseline. */
const USERS: ReadonlySet<string> = new Set<ErrorKind>(['usage', 'no-baseline']);

/**
 * Tries mutants one after the other. Anything but success or a user's error with its place and a hint is a
 * failure, and so is a mutant that takes too long.
 * @param attempt makes the mutant of this number, and does with it what a command would
 * @param place what a refusal's message must contain
 * @param reproduce how to see this one mutant again
 */
export async function tryMutants(
  from: number,
  count: number,
  attempt: (number: number) => void | Promise<void>,
  place: RegExp,
  reproduce: (number: number) => string,
): Promise<FuzzResult> {
  let [accepted, refused, failed, slowestMs] = [0, 0, 0, 0];
  const failures: string[] = [];
  for (let number = from; number < from + count && failures.length < MOST_FAILURES; number++) {
    const started = performance.now();
    try {
      await attempt(number);
      accepted += 1;
    } catch (error) {
      if (
        error instanceof IsodenseError &&
        USERS.has(error.kind) &&
        error.hint !== undefined &&
        place.test(error.message)
      ) {
        refused += 1;
      } else {
        failed += 1;
        failures.push(
          `mutant ${number}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n  again: ${reproduce(number)}`,
        );
      }
    }
    const took = performance.now() - started;
    slowestMs = Math.max(slowestMs, took);
    if (took > LONGEST_MS)
      failures.push(`mutant ${number} took ${Math.round(took)} ms\n  again: ${reproduce(number)}`);
  }
  return { mutants: accepted + refused + failed, accepted, refused, slowestMs, failures };
}
