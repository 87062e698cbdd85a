import type { RoundObservations, RoundRecords } from '../../model/metric.ts';
import type { SampleRecord } from '../../model/records.ts';
import { INSTANCE_ROLES } from '../../model/roles.ts';
import { fitLine } from '../../stats/line.ts';
import { median } from '../../stats/quantile.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { memorySamples, type MemoryMetric, type MemorySample } from './metrics.ts';

/** One round is one ramp: a point for every density that it reached, and one fitted line. */
export function observeMemory(round: RoundRecords): RoundObservations {
  const list = new ObservationList<MemoryMetric>();
  const available = availableByDensity(memorySamples.of(round, 'memory.available'));
  const empty = available.get(0);
  const densities = [...available.keys()].filter((density) => density > 0).sort((a, b) => a - b);
  const used = (density: number) =>
    empty === undefined ? undefined : empty - (available.get(density) ?? Number.NaN);

  for (const density of densities) {
    const perInstance = (metric: MemorySample, keep: (sample: SampleRecord) => boolean = () => true) => {
      const samples = memorySamples
        .of(round, metric)
        .filter((sample) => sample.density === density && keep(sample));
      return samples.length === 0 ? undefined : samples.reduce((sum, { value }) => sum + value, 0) / density;
    };
    list.add('memory.attributed', perInstance('memory.pss'), density, {});
    for (const role of INSTANCE_ROLES)
      list.add(
        `memory.attributed.${role}`,
        perInstance('memory.pss', (sample) => sample.role === role),
        density,
        {},
      );
    list.add('memory.rss', perInstance('memory.rss'), density, {});
    list.add('memory.charged', perInstance('memory.charged'), density, {});
    list.add('memory.guestKernel', perInstance('memory.guestKernel'), density, {});
    const total = used(density);
    list.add('memory.host', total === undefined ? undefined : total / density, density, {});
  }

  const highest = densities.at(-1);
  if (highest !== undefined) {
    const line = fitLine(
      densities
        .map((density) => [density, used(density) ?? Number.NaN] as const)
        .filter(([, bytes]) => Number.isFinite(bytes)),
    );
    list.add('memory.marginal', line?.slope, highest, {});
    list.add('memory.fixed', line?.intercept, highest, {});
    const attributed =
      memorySamples
        .of(round, 'memory.pss')
        .filter(({ density }) => density === highest)
        .reduce((sum, { value }) => sum + value, 0) / highest;
    list.add('memory.gap', line === undefined ? undefined : line.slope - attributed, highest, {});
    list.add(
      'memory.shared',
      memorySamples.of(round, 'memory.shared').find(({ density }) => density === highest)?.value,
      highest,
      {},
    );
  }
  return list.with(round);
}

/** The median of the readings at each density, since single readings catch other processes' moments. */
function availableByDensity(samples: readonly SampleRecord[]): Map<number, number> {
  const readings = new Map<number, number[]>();
  for (const { density = 0, value } of samples)
    readings.set(density, [...(readings.get(density) ?? []), value]);
  return new Map([...readings].map(([density, values]) => [density, median(values) ?? Number.NaN]));
}
