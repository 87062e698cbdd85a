import type { Instance } from '../../src/drivers/driver.ts';
import type { SamplerTarget } from '../../src/probes/sampler.ts';
import { WORKLOAD, type Laboratory } from '../laboratory.ts';

/** An engine starts no more containers a second with more launches under way than this. */
const LAUNCH_CONCURRENCY = 4;

export interface Population extends AsyncDisposable {
  readonly targets: readonly SamplerTarget[];
}

/** Idle containers to read: as many cgroups, with real processes in them, as a run at that density has. */
export async function populate(
  { session, context }: Laboratory,
  count: number,
  signal: AbortSignal,
): Promise<Population> {
  const instances: Instance[] = [];
  const remove = async (): Promise<void> => {
    await Promise.all(instances.map((instance) => instance[Symbol.asyncDispose]()));
  };
  // The session's other launches are gone, so any index is free; these stay clear of them to be told apart in
  // logs.
  let next = 1_000_000;
  const last = next + count;
  const worker = async (): Promise<void> => {
    while (next < last)
      instances.push(
        await session.launch({ index: next++, intended: context.clock.now(), workload: WORKLOAD }, signal),
      );
  };
  const workers = await Promise.allSettled(Array.from({ length: LAUNCH_CONCURRENCY }, worker));
  try {
    const failure = workers.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return { targets: instances.map(targetOf), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function targetOf(instance: Instance): SamplerTarget {
  const scope = instance.scopes().find(({ cgroup }) => cgroup !== null);
  if (scope === undefined || scope.cgroup === null)
    throw new Error(`instance ${instance.index} has no cgroup to read`);
  return { instance: instance.index, role: scope.role, cgroup: scope.cgroup };
}
