import { mean, sampleVariance } from 'simple-statistics';
import { intervalAround, type Interval } from './interval.ts';
import { tQuantile, tUpperP } from './student-t.ts';

/**
 * An estimate whose error divided by its standard error follows Student's t: a mean, a difference of means,
 * a mean of log ratios.
 */
export interface TEstimate {
  readonly centre: number;
  readonly standardError: number;
  /** Degrees of freedom of the standard error; need not be whole. */
  readonly freedom: number;
}

/**
 * The mean of independent values: pass one value per round. Undefined for fewer than two, which have no
 * spread.
 */
export function estimateMean(values: readonly number[]): TEstimate | undefined {
  if (values.length < 2) return undefined;
  return {
    centre: mean([...values]),
    standardError: Math.sqrt(sampleVariance([...values]) / values.length),
    freedom: values.length - 1,
  };
}

/** centre ± t(0.975) · standard error. */
export function intervalOf({ centre, standardError, freedom }: TEstimate): Interval {
  return intervalAround(centre, tQuantile(0.975, freedom) * standardError);
}

/**
 * One-sided p of "the truth is not above `bound`". The 95% interval lies above the bound exactly when it is
 * below 0.025.
 */
export function pNotAbove(bound: number, { centre, standardError, freedom }: TEstimate): number {
  // Without spread the answer is known, and 0 / 0 would not give it.
  if (standardError === 0) return centre > bound ? 0 : 1;
  return tUpperP((centre - bound) / standardError, freedom);
}

/** One-sided p of "the truth is not below `bound`". */
export function pNotBelow(bound: number, { centre, standardError, freedom }: TEstimate): number {
  return pNotAbove(-bound, { centre: -centre, standardError, freedom });
}

/**
 * Smallest distance that such an estimate finds with 80% power at the 5% level, (t.975 + t.80) · standard
 * error (Bloom, Evaluation Review 19 (1995)).
 */
export function detectableDistance({ standardError, freedom }: TEstimate): number {
  return (tQuantile(0.975, freedom) + tQuantile(0.8, freedom)) * standardError;
}
