import { mean } from 'simple-statistics';
import type { RunRecord } from '../model/records.ts';
import { meanInterval } from '../stats/mean-interval.ts';
import { collect, type Observer } from './collect.ts';
import { groupRounds } from './rounds.ts';

/**
 * How precisely an experiment's cells are known so far: the widest half of a 95% interval, relative to its
 * centre (0.02 is ±2%), on the log scale over rounds. Undefined where a cell has fewer than two figures or
 * one without a logarithm. It looks at no difference between variants: a series must end on precision, never
 * on significance.
 */
export function widestHalf(
  records: readonly RunRecord[],
  observer: Observer,
  metrics: readonly string[],
): number | undefined {
  const { collected } = collect(
    groupRounds(records).filter(({ start }) => start.cell.experiment === observer.name),
    [observer],
  );
  const halves = collected
    .filter(({ metric }) => metrics.includes(metric.name))
    .map(({ values }) => halfOf([...values.values()]));
  return halves.length === 0 || halves.includes(undefined) ? undefined : Math.max(...(halves as number[]));
}

function halfOf(values: readonly number[]): number | undefined {
  if (values.some((value) => value <= 0)) return undefined;
  const logs = values.map(Math.log);
  const ci95 = meanInterval(logs)?.ci95;
  return ci95 === undefined || ci95 === null ? undefined : Math.expm1(ci95[1] - mean(logs));
}
