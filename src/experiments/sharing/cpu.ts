import type { Instance } from '../../drivers/driver.ts';
import { sumByNode } from '../by-node.ts';
import type { RoundHost } from '../experiment.ts';

/**
 * CPU seconds used so far on each node by everything charged to the instances; processes that a cgroup
 * already counts only once.
 */
export async function cpuSecondsOf(
  instances: readonly Instance[],
  host: RoundHost,
): Promise<Map<string, number>> {
  const scopes = instances
    .flatMap((instance) => instance.scopes())
    .filter((scope) => scope.countedWith === undefined);
  const cpu = await host.cpuOf(scopes);
  return sumByNode(
    scopes,
    cpu.map(({ usedSeconds }) => usedSeconds ?? 0),
  );
}

export async function throttledSecondsOf(
  instances: readonly Instance[],
  host: RoundHost,
): Promise<number | undefined> {
  const cpu = await host.cpuOf(instances.flatMap((instance) => instance.scopes()));
  const known = cpu
    .map(({ throttledSeconds }) => throttledSeconds)
    .filter((seconds) => seconds !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, seconds) => sum + seconds, 0);
}
