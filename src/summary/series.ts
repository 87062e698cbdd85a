import type { Series } from '../model/summary.ts';
import { median } from '../stats/quantile.ts';
import { typicalInterval } from '../stats/typical-interval.ts';
import type { Collected } from './collect.ts';

/** The statistics of one series: over rounds, never over instances. */
export function toSeries({ cell, metric, values, attempts, failures }: Collected): Series {
  const observations = [...values.values()];
  const { mean, ci95 } = typicalInterval(observations)!; // a series is made by its first observation
  return {
    experiment: cell.experiment,
    variant: cell.variant,
    density: cell.density,
    parameters: cell.parameters,
    metric: metric.name,
    unit: metric.unit,
    better: metric.better,
    rounds: observations.length,
    observations,
    repetitions: [...values.keys()],
    median: median(observations)!,
    mean,
    ci95,
    attempts,
    failures,
  };
}
