import type { DensitySample } from './metrics.ts';
import { formatDuration } from '../../model/units.ts';
import { quantile } from '../../stats/quantile.ts';
import type { RoundContext } from '../experiment.ts';
import { sampleNodes } from '../by-node.ts';
import { settleMemory } from '../settle.ts';
import type { FleetUnderGuard, Stop } from './fleet-under-guard.ts';
import type { DensityOptions } from './options.ts';
import type { MemoryRoom } from './room.ts';
import type { Service } from './service.ts';

/**
 * Takes the fleet to the target and reads what it costs there; resolves with what stopped it, if anything
 * did.
 */
export async function takeStep(
  fleet: FleetUnderGuard,
  service: Service,
  room: MemoryRoom,
  target: number,
  { stop: rules, concurrency }: DensityOptions,
  context: RoundContext,
): Promise<Stop | undefined> {
  const { clock, host } = context;
  context.phase('launch', `${fleet.size} instances, up to ${target}`);
  let tooSlow: Stop | undefined;
  const { launched, stop } = await fleet.grow(
    { target, concurrency, failures: rules.failures },
    async (signal) => {
      context.phase('settle', `${target} instances`);
      await settleMemory({ clock, host, signal });
      tooSlow = await service.stop(fleet.instances, signal);
    },
  );
  const lowest = await fleet.takeLowestAvailable();
  const at = { density: fleet.size };
  sampleNodes<DensitySample>(context, 'density.lowestAvailable', lowest.bytes, lowest.byNode, at);
  if (stop !== undefined) return stop;
  const { bytes, byNode } = await room.read();
  sampleNodes<DensitySample>(context, 'density.available', bytes, byNode, { density: fleet.size });
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
