import type { RoundObservations, RoundRecords } from '../../model/metric.ts';
import type { Parameters } from '../../model/plan.ts';
import type { SampleRecord } from '../../model/records.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { interferenceSamples, type InterferenceMetric } from './metrics.ts';

const ABSOLUTE = [
  'interference.latency.p50',
  'interference.latency.p99',
  'interference.capacity',
  'interference.operations',
  'interference.late',
  'interference.recovery',
] as const;

/**
 * Absolute figures of every condition, and ratios to the victim alone in the same round, above 1 where it is
 * worse off.
 */
export function observeInterference(round: RoundRecords): RoundObservations {
  const list = new ObservationList<InterferenceMetric>();
  for (const metric of ABSOLUTE) {
    for (const { value, density, parameters } of conditionsIn(round, metric))
      list.add(metric, value, density, parameters);
  }
  const slowdown = (
    metric: InterferenceMetric,
    absolute: InterferenceMetric,
    ratio: (beside: number, alone: number) => number,
  ) => {
    const conditions = conditionsIn(round, absolute);
    const alone = conditions.find(({ parameters }) => parameters['aggressor'] === 'none')?.value;
    if (alone === undefined) return;
    for (const { value, density, parameters } of conditions) {
      if (parameters['aggressor'] !== 'none') list.add(metric, ratio(value, alone), density, parameters);
    }
  };
  slowdown('interference.p50', 'interference.latency.p50', (beside, alone) => beside / alone);
  slowdown('interference.p99', 'interference.latency.p99', (beside, alone) => beside / alone);
  slowdown('interference.throughput', 'interference.capacity', (beside, alone) => alone / beside);
  return list.with(round);
}

interface Observed {
  readonly value: number;
  readonly density: number;
  readonly parameters: Parameters;
}

/**
 * One value a condition: alone is measured twice, so that a drift over the round weighs on both sides of a
 * ratio.
 */
function conditionsIn(round: RoundRecords, metric: InterferenceMetric): Observed[] {
  const conditions = new Map<string, SampleRecord[]>();
  for (const sample of interferenceSamples.of(round, metric)) {
    const key = JSON.stringify(sample.parameters);
    conditions.set(key, [...(conditions.get(key) ?? []), sample]);
  }
  return [...conditions.values()].map((samples) => ({
    value: samples.length === 1 ? samples[0]!.value : geometricMean(samples.map(({ value }) => value)),
    density: samples[0]!.density ?? 1,
    parameters: samples[0]!.parameters ?? {},
  }));
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
