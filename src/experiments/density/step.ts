import { formatDuration } from '../../model/units.ts';
import { quantile } from '../../stats/quantile.ts';
import type { RoundContext } from '../experiment.ts';
import { settleMemory } from '../settle.ts';
import type { FleetUnderGuard, Stop } from './fleet-under-guard.ts';
import type { DensityOptions } from './options.ts';
import type { Service } from './service.ts';

/**
 * Takes the fleet to the target and reads what it costs there; resolves with what stopped it, if anything
 * did.
 */
export async function takeStep(
  fleet: FleetUnderGuard,
  service: Service,
  target: number,
  { stop: rules, concurrency }: DensityOptions,
  context: RoundContext,
): Promise<Stop | undefined> {
  const { clock, probes } = context;
  context.phase('launch', `${fleet.size} instances, up to ${target}`);
  let tooSlow: Stop | undefined;
  const { launched, stop } = await fleet.grow(
    { target, concurrency, failures: rules.failures },
    async (signal) => {
      context.phase('settle', `${target} instances`);
      await settleMemory({ clock, probes, signal });
      tooSlow = await service.stop(fleet.instances, signal);
    },
  );
  const sample = (metric: string, value: number): void =>
    context.sample(metric, value, { density: fleet.size });
  sample('density.lowestAvailable', fleet.takeLowestAvailable());
  if (stop !== undefined) return stop;
  sample('density.available', probes.hostMemoryAvailable());
  const p95 = quantile(
    launched.map(({ marks }) => (marks.ready ?? Infinity) - marks.requested),
    0.95,
  );
  if (rules.readyP95 === undefined || p95 === undefined || p95 <= rules.readyP95) return tooSlow;
  return {
    boundBy: 'readiness p95',
    detail: `the 95th percentile of the time to ready on the way to ${target} instances was ${formatDuration(p95)}, and ${formatDuration(rules.readyP95)} is the most allowed`,
  };
}
