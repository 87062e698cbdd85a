import { mean, sampleStandardDeviation } from 'simple-statistics';
import { intervalAround, type Interval } from './interval.ts';
import { signFlipP } from './sign-flip.ts';
import { tQuantile, tTwoSidedP } from './student-t.ts';

/** The values of one repetition for the variant and for its reference, in the same unit. */
export type RatioPair = readonly [value: number, reference: number];

export interface PairedRatio {
  /** Geometric mean of value ÷ reference over the pairs. */
  readonly ratio: number;
  readonly pairs: number;
  /**
   * Needs spread, and so at least two pairs; null with one, and when the spread is too large for a number.
   */
  readonly inference: {
    /** 95% paired t interval on log ratios, back-transformed. */
    readonly ci95: Interval;
    /** Two-sided p of the paired t test of "the ratio is 1". */
    readonly p: number;
    /** The same test without assuming a distribution: the exact sign-flip test. */
    readonly signFlipP: number;
    /** Smallest relative change found with 80% power at the 5% level: 0.08 is 8%. */
    readonly minimumDetectableChange: number;
  } | null;
}

/**
 * Compares paired by repetition on log ratios, so that "twice" and "half" weigh the same and drift that hits
 * both halves of a pair cancels. Paired t: Student, Biometrika 6 (1908); the minimum detectable change is
 * exp((t.975 + t.80) · s / √R) − 1 with R − 1 degrees of freedom (Bloom, Evaluation Review 19 (1995): the
 * multiplier of the standard error).
 *
 * Undefined for no pairs, and when any value is zero, negative or not finite: it has no ratio, and
 * leaving such pairs out would compare the lucky repetitions only.
 */
export function pairedRatio(pairs: readonly RatioPair[]): PairedRatio | undefined {
  if (pairs.length === 0 || !pairs.flat().every((value) => Number.isFinite(value) && value > 0))
    return undefined;
  const logRatios = pairs.map(([value, reference]) => Math.log(value) - Math.log(reference));
  const centre = mean(logRatios);
  if (!Number.isFinite(Math.exp(centre))) return undefined;
  return {
    ratio: Math.exp(centre),
    pairs: pairs.length,
    inference: pairs.length < 2 ? null : infer(logRatios, centre),
  };
}

function infer(logRatios: number[], centre: number): PairedRatio['inference'] {
  const freedom = logRatios.length - 1;
  const standardError = sampleStandardDeviation(logRatios) / Math.sqrt(logRatios.length);
  const critical = tQuantile(0.975, freedom);
  const [low, high] = intervalAround(centre, critical * standardError);
  const minimumDetectableChange = Math.expm1((critical + tQuantile(0.8, freedom)) * standardError);
  if (!Number.isFinite(Math.exp(high)) || !Number.isFinite(minimumDetectableChange)) return null;
  return {
    ci95: [Math.exp(low), Math.exp(high)],
    p: centre === 0 ? 1 : tTwoSidedP(centre / standardError, freedom),
    signFlipP: signFlipP(logRatios),
    minimumDetectableChange,
  };
}
