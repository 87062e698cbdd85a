import type { Clock } from '../host/clock.ts';
import { messageOf } from '../model/errors.ts';
import { formatDuration } from '../model/units.ts';
import type { LaunchMarks } from '../model/records.ts';
import { LaunchError } from './driver.ts';

/** The time that a launch was given has passed. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Runs `work` with a signal that aborts when the caller's does or after `ms`; does not wait for work that ignores it. */
export async function withDeadline<T>(clock: Clock, ms: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const late = new AbortController();
  const settled = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  const timer = clock.sleep(ms, AbortSignal.any([signal, settled.signal])).then(
    () => late.abort(new DeadlineError(`not ready after ${formatDuration(ms)}`)),
    () => {},
  );
  const aborted = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(either.reason as Error), { once: true });
  });
  try {
    return await Promise.race([work(either), aborted]);
  } finally {
    settled.abort(new Error('settled in time'));
    await timer;
  }
}

/** What a launch rejects with: whether its time ran out, how far it came, and the last words of its workload. */
export function launchError(thrown: unknown, marks: LaunchMarks, lastWords: string): LaunchError {
  if (thrown instanceof LaunchError) return thrown;
  const said = lastWords === '' ? '' : `; its last output: ${lastWords}`;
  return new LaunchError(thrown instanceof DeadlineError ? 'timeout' : 'failed', messageOf(thrown) + said, marks, thrown);
}
