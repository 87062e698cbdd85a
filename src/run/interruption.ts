import type { Clock } from '../host/clock.ts';
import { settlesWithin } from '../host/settles-within.ts';
import { DEADLINES } from '../model/deadlines.ts';

/**
 * Settles like the work. Once the signal has aborted the work has a few seconds left to end by itself; then
 * it is not waited for any longer, whatever it waits for, and the signal's reason is thrown, so that
 * everything can be torn down.
 */
export async function endsWhenInterrupted<T>(
  clock: Clock,
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  const settled = new AbortController();
  const interrupted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: settled.signal });
  });
  const givenUp = interrupted.then(async () => {
    if (!(await settlesWithin(clock, DEADLINES.interruption, work))) signal.throwIfAborted();
    return await work;
  });
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    settled.abort();
  }
}
