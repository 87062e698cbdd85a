import { mean, sampleStandardDeviation } from 'simple-statistics';
import { intervalAround, type Interval } from './interval.ts';
import { tQuantile } from './student-t.ts';

export interface MeanInterval {
  readonly mean: number;
  /**
   * Student's 95% t interval of the mean; null with fewer than two values, which say nothing about spread.
   */
  readonly ci95: Interval | null;
}

/**
 * Mean of independent values and its 95% interval, mean ± t(0.975, n − 1) · s / √n (NIST/SEMATECH
 * e-Handbook §1.3.5.2). Pass one value per round: instances launched together are not independent.
 * Undefined without values.
 */
export function meanInterval(values: readonly number[]): MeanInterval | undefined {
  if (values.length === 0) return undefined;
  const centre = mean([...values]);
  if (values.length < 2) return { mean: centre, ci95: null };
  const standardError = sampleStandardDeviation([...values]) / Math.sqrt(values.length);
  return { mean: centre, ci95: intervalAround(centre, tQuantile(0.975, values.length - 1) * standardError) };
}
