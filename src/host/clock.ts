import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** The one clock of a run. Every mark and sample of every variant uses the same instance. */
export interface Clock {
  /** Milliseconds, monotonic, with microsecond resolution or better. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** CLOCK_MONOTONIC through Node's performance.now(), from the start of this process. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** Calendar time, ISO 8601 in UTC; for labels, never for differences. */
export function wallClock(): string {
  return new Date().toISOString();
}
