import { nodeSamples } from '../model/host-access.ts';
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
  const { clock, host, round } = watched;
  let before: { readonly at: number; readonly busy: readonly number[] } | undefined;
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
    nodes: host.all,
    onSample: async ({ readings }) => {
      const { nodes } = await host.memory();
      const busy = await Promise.all(host.all.map((node) => node.busySeconds()));
      const atMs = watched.at();
      const density = watched.live().length;
      const sample = (metric: string, ofNodes: readonly number[]): void => {
        const value = ofNodes.reduce((sum, one) => sum + one, 0);
        const beside = nodeSamples(metric, new Map(host.names.map((node, index) => [node, ofNodes[index]!])));
        watched.record({ kind: 'sample', round, atMs, metric, value, density });
        for (const one of beside) watched.record({ kind: 'sample', round, atMs, density, ...one });
      };
      sample(
        'timeline.available',
        nodes.map(({ availableBytes }) => availableBytes),
      );
      sample(
        'timeline.charged',
        host.names.map((name) =>
          readings.reduce((sum, { node, chargedBytes }) => (node === name ? sum + chargedBytes : sum), 0),
        ),
      );
      before ??= { at: clock.now(), busy };
      const { at, busy: earlier } = before;
      const passedMs = clock.now() - at;
      if (passedMs < SHORTEST_CPU_WINDOW) return;
      sample(
        'timeline.cpu',
        busy.map((seconds, index) => ((seconds - earlier[index]!) / passedMs) * 1_000),
      );
      before = { at: at + passedMs, busy };
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
    .flatMap(({ cgroup, role, node }) =>
      cgroup === null ? [] : [{ instance: instance.index, role, node, cgroup }],
    );
}
