import type { MetricDefinition } from '../../src/model/metric.ts';
import type { Cell } from '../../src/model/plan.ts';
import { cellKey } from '../../src/model/plan.ts';
import type { Comparison, Series } from '../../src/model/summary.ts';

/**
 * Two-sided 97.5% points of Student's t for 1 to 10 degrees of freedom; 2 beyond is near enough for a
 * fixture.
 */
const T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function interval(values: readonly number[]): readonly [number, number] | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  );
  const half = ((T[values.length - 2] ?? 2) * deviation) / Math.sqrt(values.length);
  return [mean - half, mean + half];
}

/** Collects one observation per metric per round and turns them into series, as a run's summary does. */
export class SampleSeries {
  readonly #cells = new Map<
    string,
    { cell: Cell; metric: string; observations: number[]; attempts: number; failures: number }
  >();

  add(cell: Cell, metric: string, value: number, attempts: number, failures: number): void {
    const key = `${cellKey(cell)} ${metric}`;
    const entry = this.#cells.get(key) ?? { cell, metric, observations: [], attempts: 0, failures: 0 };
    entry.observations.push(value);
    entry.attempts += attempts;
    entry.failures += failures;
    this.#cells.set(key, entry);
  }

  series(metrics: readonly MetricDefinition[]): Series[] {
    return [...this.#cells.values()].map(({ cell, metric, observations, attempts, failures }) => {
      const definition = metrics.find(({ name }) => name === metric);
      if (definition === undefined) throw new Error(`the fixture emits ${metric} and does not define it`);
      return {
        ...cell,
        metric,
        unit: definition.unit,
        better: definition.better,
        rounds: observations.length,
        observations,
        repetitions: [...observations.keys()],
        median: medianOf(observations),
        mean: meanOf(observations),
        ci95: interval(observations),
        attempts,
        failures,
      };
    });
  }
}

/** Every variant against the reference, paired by repetition. */
export function sampleComparisons(series: readonly Series[], reference: string): Comparison[] {
  const key = (one: Series) => `${cellKey({ ...one, variant: '' })} ${one.metric}`;
  const references = new Map(series.filter((one) => one.variant === reference).map((one) => [key(one), one]));
  return series.flatMap((one) => {
    const other = references.get(key(one));
    if (
      other === undefined ||
      one.variant === reference ||
      one.observations.some((value) => value <= 0) ||
      other.observations.some((value) => value <= 0)
    )
      return [];
    const logs = one.observations
      .slice(0, other.rounds)
      .map((value, index) => Math.log(value / other.observations[index]!));
    const ci = interval(logs);
    return [
      {
        metric: one.metric,
        experiment: one.experiment,
        density: one.density,
        parameters: one.parameters,
        variant: one.variant,
        reference,
        ratio: Math.exp(meanOf(logs)),
        ci95: ci === null ? null : ([Math.exp(ci[0]), Math.exp(ci[1])] as const),
        pairs: logs.length,
        minimumDetectableChange: ci === null ? null : Math.exp(((ci[1] - ci[0]) / 2) * 1.4) - 1,
      },
    ];
  });
}
