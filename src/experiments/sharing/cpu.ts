import type { Instance } from '../../drivers/driver.ts';
import type { Probes } from '../experiment.ts';

/**
 * CPU seconds used so far by everything charged to the instances; processes that a cgroup already counts only
 * once.
 */
export function cpuSecondsOf(instances: readonly Instance[], probes: Probes): number {
  return instances
    .flatMap((instance) => instance.scopes())
    .filter((scope) => scope.countedWith === undefined)
    .reduce((sum, scope) => sum + (probes.cpuSeconds(scope) ?? 0), 0);
}

export function throttledSecondsOf(instances: readonly Instance[], probes: Probes): number | undefined {
  const known = instances
    .flatMap((instance) => instance.scopes())
    .map((scope) => probes.throttledSeconds(scope))
    .filter((seconds) => seconds !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, seconds) => sum + seconds, 0);
}
