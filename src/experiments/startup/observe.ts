import type { RoundObservations, RoundRecords } from '../../model/metric.ts';
import type { LaunchMarks, LaunchRecord } from '../../model/records.ts';
import { quantile } from '../../stats/quantile.ts';
import { launchesOf, ObservationList } from '../metric-catalogue.ts';
import type { StartupMetric } from './metrics.ts';

/** Below this the 95th percentile of one round is its maximum under another name. */
const SMALLEST_TAIL = 20;

/**
 * Observations of one round: one number per metric from its launches, failures counted as infinitely late.
 */
export function observeStartup(round: RoundRecords): RoundObservations {
  const { density, parameters } = round.start.cell;
  const list = new ObservationList<StartupMetric>();
  const launches = launchesOf(round);
  if (parameters['image'] === 'absent') {
    // The pair of this cell: instance 0 finds no image, instance 1 is the first to find it in place.
    const of = (temperature: string) => launches.filter((launch) => launch.temperature === temperature);
    observeTimes(list, of('absent'), density, parameters);
    observeTimes(list, of('first'), density, { ...parameters, image: 'first' });
    return list.with(round);
  }
  observeTimes(list, launches, density, parameters);
  const makespan = makespanOf(launches);
  list.add('startup.makespan', makespan, density, parameters);
  list.add(
    'startup.rate',
    makespan === undefined ? undefined : (launches.length / makespan) * 1_000,
    density,
    parameters,
  );
  const removals = round.records
    .filter((record) => record.kind === 'removal')
    .map(({ stopping, removed }) => removed - stopping);
  list.add('startup.teardown.p50', quantile(removals, 0.5), density, parameters);
  return list.with(round);
}

type Parameters = RoundRecords['start']['cell']['parameters'];

function observeTimes(
  list: ObservationList<StartupMetric>,
  launches: readonly LaunchRecord[],
  density: number,
  parameters: Parameters,
): void {
  const middle = (metric: StartupMetric, time: (marks: LaunchMarks) => number | undefined) => {
    list.add(
      metric,
      quantile(
        launches.map(({ marks, outcome }) => (outcome === 'ready' ? (time(marks) ?? Infinity) : Infinity)),
        0.5,
      ),
      density,
      parameters,
    );
  };
  const ready = ({ ready, requested }: LaunchMarks) => difference(ready, requested);
  middle('startup.ready.p50', ready);
  middle('startup.latency.p50', ({ ready, intended }) => difference(ready, intended));
  middle('startup.image.p50', ({ imageReady, requested }) => difference(imageReady, requested));
  middle('startup.create.p50', ({ created, imageReady, requested }) =>
    difference(created, imageReady ?? requested),
  );
  middle('startup.start.p50', ({ started, created }) => difference(started, created));
  middle('startup.firstOutput.p50', ({ firstOutput, created }) => difference(firstOutput, created));
  middle('startup.workload.p50', ({ ready, firstOutput }) => difference(ready, firstOutput));
  if (launches.length >= SMALLEST_TAIL) {
    list.add(
      'startup.ready.p95',
      quantile(
        launches.map(({ marks, outcome }) => (outcome === 'ready' ? (ready(marks) ?? Infinity) : Infinity)),
        0.95,
      ),
      density,
      parameters,
    );
  }
}

function makespanOf(launches: readonly LaunchRecord[]): number | undefined {
  if (launches.length === 0 || launches.some(({ outcome }) => outcome !== 'ready')) return undefined;
  const first = Math.min(...launches.map(({ marks }) => marks.requested));
  const last = Math.max(...launches.map(({ marks }) => marks.ready ?? Infinity));
  return last - first;
}

function difference(later: number | undefined, earlier: number | undefined): number | undefined {
  return later === undefined || earlier === undefined ? undefined : later - earlier;
}
