import { readHostCpu } from '../host/procfs.ts';
import { startSampler, type SamplerTarget } from '../probes/sampler.ts';
import type { Instance } from '../drivers/driver.ts';
import type { WatchedRound } from './watched-round.ts';

/** Often enough to see a round's shape, seldom enough to be no part of what is measured. Milliseconds. */
const INTERVAL = 500;

/**
 * The kernel counts CPU time in ticks of 10 ms: over less than ten of them a share is mostly the luck of
 * where they fall. Milliseconds.
 */
const SHORTEST_CPU_WINDOW = 100;

/**
 * Records what the host has available, what its CPUs do and what the instances are charged with, until
 * stopped.
 */
export function startTimeline(watched: WatchedRound): { stop(): Promise<void> } {
  const { clock, probes, round } = watched;
  let before = { at: clock.now(), busy: readHostCpu().busy };
  // Its cgroups are an instance's for life. Looking for its processes again at each tick would take long
  // among hundreds.
  const known = new WeakMap<Instance, SamplerTarget[]>();
  const targets = (instance: Instance): SamplerTarget[] => {
    const found = known.get(instance) ?? targetsOf(instance);
    if (found.length > 0) known.set(instance, found);
    return found;
  };
  const sampler = startSampler({
    clock,
    intervalMs: INTERVAL,
    targets: () => watched.live().flatMap(targets),
    onSample: ({ readings }) => {
      const atMs = watched.at();
      const density = watched.live().length;
      const sample = (metric: string, value: number): void =>
        watched.record({ kind: 'sample', round, atMs, metric, value, density });
      sample('timeline.available', probes.hostMemoryAvailable());
      sample(
        'timeline.charged',
        readings.reduce((sum, { chargedBytes }) => sum + chargedBytes, 0),
      );
      const passedMs = clock.now() - before.at;
      if (passedMs < SHORTEST_CPU_WINDOW) return;
      const { busy } = readHostCpu();
      sample('timeline.cpu', ((busy - before.busy) / passedMs) * 1_000);
      before = { at: before.at + passedMs, busy };
    },
  });
  return {
    stop: async () => {
      const { worstLateMs, cores } = await sampler.stop();
      const atMs = watched.at();
      watched.record({ kind: 'sample', round, atMs, metric: 'harness.samplerLate', value: worstLateMs });
      watched.record({ kind: 'sample', round, atMs, metric: 'harness.samplerCpu', value: cores });
    },
  };
}

function targetsOf(instance: Instance): SamplerTarget[] {
  return instance
    .scopes()
    .flatMap(({ cgroup, role }) => (cgroup === null ? [] : [{ instance: instance.index, role, cgroup }]));
}
