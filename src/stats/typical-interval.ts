import { meanInterval, type MeanInterval } from './mean-interval.ts';

/**
 * Where every value is positive: the geometric mean and Student's 95% interval on logarithms, transformed
 * back, which never reaches zero and agrees with ratios between series. Otherwise, as of slopes near nothing,
 * the plain mean and its interval. Undefined for no values.
 */
export function typicalInterval(values: readonly number[]): MeanInterval | undefined {
  const [first] = values;
  if (first === undefined || !values.every((value) => value > 0)) return meanInterval(values);
  // Relative to one of them, so that values that are all the same stay exactly what they are.
  const { mean, ci95 } = meanInterval(values.map((value) => Math.log(value / first)))!;
  // two rounds that differ a thousandfold have an end that no number holds
  const back = (onLogs: number): number => Math.min(first * Math.exp(onLogs), Number.MAX_VALUE);
  return { mean: back(mean), ci95: ci95 === null ? null : [back(ci95[0]), back(ci95[1])] };
}
