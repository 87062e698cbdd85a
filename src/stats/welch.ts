import { mean, sampleVariance } from 'simple-statistics';
import type { TEstimate } from './t-estimate.ts';

/**
 * Difference of the means of two independent samples, `values` − `others`, whose spreads need not be alike
 * (Welch, Biometrika 34 (1947), with Satterthwaite's degrees of freedom, Biometrics Bulletin 2 (1946); what
 * R's t.test does). Undefined where either has fewer than two values.
 */
export function welchDifference(values: readonly number[], others: readonly number[]): TEstimate | undefined {
  if (values.length < 2 || others.length < 2) return undefined;
  const parts = [values, others].map((sample): VariancePart => ({
    variance: sampleVariance([...sample]) / sample.length,
    freedom: sample.length - 1,
  }));
  return { centre: mean([...values]) - mean([...others]), ...combined(parts) };
}

/** Variance of one of the independent parts of an estimate. */
export interface VariancePart {
  readonly variance: number;
  readonly freedom: number;
}

/** Standard error of a sum of independent parts, and Satterthwaite's degrees of freedom for it. */
export function combined(parts: readonly VariancePart[]): Pick<TEstimate, 'standardError' | 'freedom'> {
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const all = parts.reduce((sum, { freedom }) => sum + freedom, 0);
  if (variance === 0) return { standardError: 0, freedom: all };
  // Shares first: squares of tiny variances would underflow.
  return {
    standardError: Math.sqrt(variance),
    freedom: 1 / parts.reduce((sum, part) => sum + (part.variance / variance) ** 2 / part.freedom, 0),
  };
}
