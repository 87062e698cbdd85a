import type { Clock } from './clock.ts';

/** Whether a promise settles within so many milliseconds, either way. It keeps running if not. */
export async function settlesWithin(clock: Clock, ms: number, promise: Promise<unknown>): Promise<boolean> {
  const settled = new AbortController();
  const late = clock.sleep(ms, settled.signal).then(
    () => false,
    () => false,
  );
  const inTime = await Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    late,
  ]);
  settled.abort();
  return inTime;
}
