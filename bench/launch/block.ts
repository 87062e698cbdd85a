import type { Clock } from '../../src/host/clock.ts';
import type { Arm, Launched } from './arm.ts';

/**
 * Launches through one arm, `concurrency` at a time, and removes each batch before the next.
 *
 * @returns milliseconds of each launch, from the call to its promise's settling; removals are not in it
 */
export async function launchBlock(arm: Arm, launches: number, concurrency: number, clock: Clock): Promise<number[]> {
  const times: number[] = [];
  while (times.length < launches) {
    const batch = await Promise.allSettled(Array.from({ length: concurrency }, () => timed(arm, clock)));
    const launched = batch.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    await Promise.all(launched.map(({ instance }) => instance[Symbol.asyncDispose]()));
    const failure = batch.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw new Error(`a launch through ${arm.name} failed`, { cause: failure.reason });
    times.push(...launched.map(({ ms }) => ms));
  }
  return times;
}

async function timed(arm: Arm, clock: Clock): Promise<{ readonly instance: Launched; readonly ms: number }> {
  const begun = clock.now();
  const instance = await arm.launch();
  return { instance, ms: clock.now() - begun };
}
