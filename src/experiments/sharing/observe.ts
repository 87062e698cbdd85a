import type { RoundObservations, RoundRecords } from '../../model/metric.ts';
import { fairnessIndex } from '../../stats/fairness.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { sharingSamples, type SharingMetric, type SharingSample } from './metrics.ts';

export function observeSharing(round: RoundRecords): RoundObservations {
  const list = new ObservationList<SharingMetric>();
  const { density, parameters } = round.start.cell;
  const single = (metric: SharingSample) => sharingSamples.of(round, metric)[0]?.value;
  const rates = sharingSamples.of(round, 'sharing.rate');

  if (parameters['weights'] !== undefined) {
    const [heavy = Number.NaN, light = Number.NaN] = rates.map(({ value }) => value);
    const [heavier = Number.NaN, lighter = Number.NaN] = String(parameters['weights']).split(':').map(Number);
    list.add(
      'sharing.weight',
      heavy / (heavy + light) / (heavier / (heavier + lighter)),
      density,
      parameters,
    );
    return list.with(round);
  }
  const alone = single('sharing.alone');
  if (parameters['quota'] !== undefined) {
    const [limited = Number.NaN] = rates.map(({ value }) => value);
    list.add(
      'sharing.quota',
      limited / (alone ?? Number.NaN) / Number(parameters['quota']),
      density,
      parameters,
    );
    list.add('sharing.throttled', single('sharing.throttled'), density, parameters);
    return list.with(round);
  }
  list.add('sharing.rate.alone', alone, 1, {});
  // At the density that it was taken at: the fleet is smaller than planned when launches failed.
  for (const { value, density: idle = density } of sharingSamples.of(round, 'sharing.idle'))
    list.add('sharing.idle', value, idle, {});
  for (const overcommit of new Set(rates.map((sample) => Number(sample.parameters?.['overcommit'])))) {
    const these = rates.filter((sample) => sample.parameters?.['overcommit'] === overcommit);
    const values = these.map(({ value }) => value);
    const total = values.reduce((sum, value) => sum + value, 0);
    const mean = total / values.length;
    const at = [values.length, { overcommit }] as const;
    const cores = Number(these[0]?.parameters?.['cores']);
    list.add('sharing.rate.total', total, ...at);
    list.add(
      'sharing.efficiency',
      alone === undefined ? undefined : total / (alone * Math.min(values.length, cores)),
      ...at,
    );
    list.add('sharing.jain', fairnessIndex(values), ...at);
    list.add('sharing.minShare', Math.min(...values) / mean, ...at);
    list.add('sharing.maxShare', Math.max(...values) / mean, ...at);
  }
  return list.with(round);
}
