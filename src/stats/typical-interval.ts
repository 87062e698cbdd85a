import { meanInterval, type MeanInterval } from './mean-interval.ts';

/**
 * If every value is positive: the geometric mean and Student's 95% interval on logarithms, transformed
 * back, which never reaches zero and is consistent with ratios between series. Otherwise, as for slopes
 * near zero, the plain mean and its interval. Undefined without values.
 */
export function typicalInterval(values: readonly number[]): MeanInterval | undefined {
  const [first] = values;
  if (first === undefined || !values.every((value) => value > 0)) return meanInterval(values);
  // Relative to one of them, so that values that are all equal stay exactly what they are.
  const { mean, ci95 } = meanInterval(values.map((value) => Math.log(value / first)))!;
  // two rounds that differ a thousandfold have an interval end that overflows a number
  const back = (onLogs: number): number => Math.min(first * Math.exp(onLogs), Number.MAX_VALUE);
  return { mean: back(mean), ci95: ci95 === null ? null : [back(ci95[0]), back(ci95[1])] };
}
