import type { FakeHost } from '../../src/drivers/fake/host.ts';
import type { Scope } from '../../src/drivers/driver.ts';
import type { Probes } from '../../src/experiments/experiment.ts';

export interface FakeMemory {
  /** MemAvailable of the fake host when nothing runs. Bytes. */
  readonly total: number;
  /** What the first instance costs on top of its own memory. Bytes. */
  readonly fixed: number;
}

/**
 * Probes of a fake host: MemAvailable is `total` when empty, else exactly `total − fixed − Σ memory of the
 * instances`.
 */
export function createFakeProbes(host: FakeHost, { total, fixed }: FakeMemory): Probes {
  const resident = (scope: Scope) => [...host.residents].find(({ cgroup }) => cgroup === scope.cgroup);
  return {
    processMemory: (scope) => {
      const bytes = resident(scope)?.memoryBytes ?? 0;
      return { pssBytes: bytes, rssBytes: 2 * bytes };
    },
    chargedMemory: (scope) => resident(scope)?.memoryBytes,
    cpuSeconds: (scope) => resident(scope)?.cpuSeconds,
    throttledSeconds: (scope) => (resident(scope) === undefined ? undefined : 0),
    hostMemoryAvailable: () => (host.residents.size === 0 ? total : total - fixed - host.memoryBytes()),
  };
}
