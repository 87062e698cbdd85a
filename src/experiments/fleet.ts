import type { Instance, LaunchSpec } from '../drivers/driver.ts';
import type { Temperature } from '../model/records.ts';
import type { RoundContext } from './experiment.ts';

export interface FleetRequest {
  /** Index of the first instance; the others follow. */
  readonly first: number;
  readonly count: number;
  /** Launches under way at the same time. */
  readonly concurrency: number;
  readonly temperature: Temperature;
  readonly cpu?: LaunchSpec['cpu'];
  readonly limits?: LaunchSpec['limits'];
}

/**
 * Launches `count` instances, `concurrency` at a time. All are intended for the same moment (open loop): one
 * that waits for its turn has its waiting counted in its latency, and not in its service time. Failed
 * launches are recorded and left out of the result. When a launch throws, no further one is started, and
 * those under way are waited for before it is thrown on: nothing is launched behind the back of a round that
 * has ended.
 */
export async function launchFleet(context: RoundContext, request: FleetRequest): Promise<Instance[]> {
  const intended = context.clock.now();
  const launched: Instance[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < request.count && failures.length === 0) {
      const index = request.first + next;
      next += 1;
      try {
        const instance = await context.launch(
          {
            index,
            intended,
            ...(request.cpu === undefined ? {} : { cpu: request.cpu }),
            ...(request.limits === undefined ? {} : { limits: request.limits }),
          },
          request.temperature,
        );
        if (instance !== undefined) launched.push(instance);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(request.concurrency, request.count) }, worker));
  if (failures.length > 0) throw failures[0];
  return launched.sort((a, b) => a.index - b.index);
}
