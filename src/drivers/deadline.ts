import type { Clock } from '../host/clock.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { LaunchMarks } from '../model/records.ts';
import { writtenDuration } from '../model/units.ts';
import { LaunchError } from './driver.ts';

/**
 * Every wait of a driver has a deadline on the context's clock and ends at once when its signal aborts. There
 * are two kinds: a launch has the time that its workload is given, and a call to something that may never
 * answer has a bound from model/deadlines.ts.
 */

/** Something did not answer within its bound. */
export class NoAnswerError extends IsodenseError {
  /** @param complaint a clause such as `the engine at unix:///run/docker.sock did not answer GET /info` */
  constructor(complaint: string, ms: number, hint: string | undefined) {
    super('unavailable', `${complaint} for ${writtenDuration(ms)}`, hint === undefined ? {} : { hint });
  }
}

/**
 * Runs `work` with a signal that aborts when `signal` does or after `ms`. Rejects with a NoAnswerError that
 * says what did not answer for how long, or with the signal's reason, and does not wait for work that ignores
 * its signal.
 */
export function within<T>(
  clock: Clock,
  ms: number,
  complaint: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  hint?: string,
): Promise<T> {
  return bounded(clock, ms, signal, () => new NoAnswerError(complaint, ms, hint), work);
}

/** The time that a launch has left. */
export interface LaunchDeadline {
  readonly signal: AbortSignal;
  /**
   * Notes what the last look at the instance found, for the message at the end: `nothing listens on port 80`.
   */
  readonly saw: (what: string) => void;
}

class LaunchTimeout extends IsodenseError {}

/** Runs a launch that must be ready after `ms`. To be caught with {@link launchError}. */
export function launchWithin<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (deadline: LaunchDeadline) => Promise<T>,
): Promise<T> {
  let seen = '';
  const saw = (what: string): void => {
    seen = what;
  };
  const hint = 'give it more time with workload.timeout, or check its readiness rule';
  const late = () =>
    new LaunchTimeout(
      'unavailable',
      `not ready after ${writtenDuration(ms)}${seen === '' ? '' : `: ${seen}`}`,
      { hint },
    );
  return bounded(clock, ms, signal, late, (inner) => work({ signal: inner, saw }));
}

/**
 * What a launch rejects with: whether its time ran out, how far it came, and the last words of its workload,
 * after what introduces them.
 */
export function launchError(
  thrown: unknown,
  marks: LaunchMarks,
  lastWords: string,
  introduction = '; its last output: ',
): LaunchError {
  if (thrown instanceof LaunchError) return thrown;
  const said = lastWords === '' ? '' : `${introduction}${lastWords}`;
  return new LaunchError(
    thrown instanceof LaunchTimeout ? 'timeout' : 'failed',
    messageOf(thrown) + said,
    marks,
    thrown,
  );
}

/** Settles like the promise, or rejects with the signal's reason when that comes first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {}); // it may reject after nobody waits for it any more
  signal.throwIfAborted();
  const settled = new AbortController();
  try {
    return await Promise.race([promise, abortionOf(signal, settled.signal)]);
  } finally {
    settled.abort();
  }
}

async function bounded<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  late: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const settled = new AbortController();
  // By hand instead of AbortSignal.any, which keeps a long-lived signal's dependents until they are
  // collected.
  signal.addEventListener('abort', () => over.abort(signal.reason), { once: true, signal: settled.signal });
  clock.sleep(ms, settled.signal).then(
    () => over.abort(late()),
    () => {},
  );
  // before the work listens, so that its reason is the one that counts
  const aborted = abortionOf(over.signal, settled.signal);
  try {
    return await Promise.race([work(over.signal), aborted]);
  } finally {
    settled.abort();
  }
}

/** Rejects with the signal's reason when it aborts; never settles once nobody waits any more. */
function abortionOf(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener(
      'abort',
      () => reject(signal.reason instanceof Error ? signal.reason : new Error(messageOf(signal.reason))),
      { once: true, signal: settled },
    );
  });
  aborted.catch(() => {});
  return aborted;
}
