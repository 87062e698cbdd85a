import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
/** CLOCK_MONOTONIC through Node's performance.now(), from this process's start. */
export const monotonicClock = {
    now: () => performance.now(),
    sleep: async (ms, signal) => {
        try {
            await delay(ms, undefined, signal === undefined ? {} : { signal });
        }
        catch (error) {
            signal?.throwIfAborted();
            throw error;
        }
    },
};
/** The calendar's time, ISO 8601 in UTC; for labels, never for differences. */
export function wallClock() {
    return new Date().toISOString();
}
//# sourceMappingURL=clock.js.map