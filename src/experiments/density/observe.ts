import { bracketOf } from '../../model/density-steps.ts';
import type { RoundObservations, RoundRecords } from '../../model/metric.ts';
import type { LaunchRecord, RemovalRecord } from '../../model/records.ts';
import { fitLine } from '../../stats/line.ts';
import { quantile } from '../../stats/quantile.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { densitySamples, type DensityMetric } from './metrics.ts';

/**
 * One round is one ramp: how far it came, what starting cost at each density that held, and the removal of
 * all.
 */
export function observeDensity(round: RoundRecords): RoundObservations {
  const list = new ObservationList<DensityMetric>();
  const top = round.start.cell.density;
  const { held } = bracketOf(round.records);
  list.add('density.reached', held, top, {});
  for (const [density, launches] of launchesOfHeldSteps(round)) observeStarts(list, density, launches);

  // A density that was taken twice counts as it was taken last.
  for (const [density, p99] of new Map(
    densitySamples.of(round, 'density.victimP99').map((sample) => [sample.density ?? 0, sample.value]),
  ))
    list.add('density.victimP99', p99, density, {});

  const available = densitySamples.of(round, 'density.available').filter(({ density = 0 }) => density > 0);
  const line = fitLine(available.map(({ density = 0, value }) => [density, value] as const));
  list.add('density.memoryPerInstance', line === undefined ? undefined : -line.slope, top, {});
  const lowest = densitySamples.of(round, 'density.lowestAvailable').map(({ value }) => value);
  list.add('density.lowestAvailable', lowest.length === 0 ? undefined : Math.min(...lowest), top, {});

  const removals = finalRemovals(round);
  if (removals.length > 0) {
    const makespan =
      Math.max(...removals.map(({ removed }) => removed)) -
      Math.min(...removals.map(({ stopping }) => stopping));
    list.add('density.teardown', makespan, top, {});
    list.add('density.teardownRate', (removals.length / makespan) * 1_000, top, {});
  }
  return list.with(round);
}

function observeStarts(
  list: ObservationList<DensityMetric>,
  density: number,
  launches: readonly LaunchRecord[],
): void {
  if (launches.length === 0) return;
  const times = launches.map(
    ({ marks, outcome }) => (outcome === 'ready' ? (marks.ready ?? Infinity) : Infinity) - marks.requested,
  );
  list.add('density.readyP50', quantile(times, 0.5), density, {});
  list.add('density.readyP95', quantile(times, 0.95), density, {});
  const ready = launches.flatMap(({ marks, outcome }) =>
    outcome === 'ready' && marks.ready !== undefined ? [marks.ready] : [],
  );
  const makespan = Math.max(...ready) - Math.min(...launches.map(({ marks }) => marks.requested));
  list.add('density.startRate', makespan > 0 ? (ready.length / makespan) * 1_000 : undefined, density, {});
}

/** A density that was taken twice, as after a stop, counts as it was taken last. */
function launchesOfHeldSteps({ records }: RoundRecords): Map<number, readonly LaunchRecord[]> {
  const steps = new Map<number, readonly LaunchRecord[]>();
  let launches: LaunchRecord[] = [];
  for (const record of records) {
    if (record.kind === 'launch') launches.push(record);
    if (record.kind !== 'density-step') continue;
    if (record.outcome === 'held' && launches.length > 0) steps.set(record.target, launches);
    launches = [];
  }
  return steps;
}

/** What was removed in the course of the ramp is not the teardown. */
function finalRemovals({ records }: RoundRecords): readonly RemovalRecord[] {
  const from = records.findLastIndex(
    (record) => record.kind === 'sample' && record.metric === 'density.running',
  );
  return from < 0 ? [] : records.slice(from).filter((record) => record.kind === 'removal');
}
