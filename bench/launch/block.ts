import type { Clock } from '../../src/host/clock.ts';
import { messageOf } from '../../src/model/errors.ts';
import type { Arm, Launched } from './arm.ts';

/**
 * Launches `concurrency` containers at once through one arm and removes them.
 *
 * @returns milliseconds of each launch, from the call to its promise's settling; removals are not in it
 */
export async function launchBlock(arm: Arm, concurrency: number, clock: Clock): Promise<number[]> {
  const results = await Promise.allSettled(Array.from({ length: concurrency }, () => timed(arm, clock)));
  const launched = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  await Promise.all(launched.map(({ instance }) => instance[Symbol.asyncDispose]()));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined)
    throw new Error(`a launch through ${arm.name} failed: ${messageOf(failure.reason)}`, {
      cause: failure.reason,
    });
  return launched.map(({ ms }) => ms);
}

async function timed(arm: Arm, clock: Clock): Promise<{ readonly instance: Launched; readonly ms: number }> {
  const begun = clock.now();
  const instance = await arm.launch();
  return { instance, ms: clock.now() - begun };
}
