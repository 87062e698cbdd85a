import type { Series } from '../model/summary.ts';
import { intervalOf, pNotAbove, pNotBelow, type TEstimate } from '../stats/t-estimate.ts';
import { toScale, type Compared, type Scale } from './compared.ts';
import type { RuleOf } from './rules.ts';

/**
 * Where a figure is accepted, and beyond what it is called improved; on the scale of the comparison, infinite
 * where open.
 */
export interface Region {
  readonly low: number;
  readonly high: number;
  readonly improvedBelow: number;
  readonly improvedAbove: number;
  /** Relative change that counts as none: what the A/A twin and the host control may not exceed. */
  readonly tolerance: number;
}

/** For gates that do not say what change counts as none. */
const DEFAULT_TOLERANCE = 0.05;

const NO_IMPROVEMENT = { improvedBelow: -Infinity, improvedAbove: Infinity } as const;

/** `max` and `min` as they are written: of a ratio of÷over, or in the metric's own unit. */
export function boundedRegion({ max, min }: RuleOf<'ratio' | 'absolute'>, scale: Scale): Region {
  return {
    // No positive figure is below a minimum of 0 or less.
    low: min === undefined || (scale === 'log' && min <= 0) ? -Infinity : toScale(scale, min),
    high: max === undefined ? Infinity : scale === 'log' && max <= 0 ? -Infinity : toScale(scale, max),
    ...NO_IMPROVEMENT,
    tolerance: DEFAULT_TOLERANCE,
  };
}

/**
 * Tolerance and absolute floor, whichever is larger, around "no change": 1 ± max(δ, floor ÷ reference) as a
 * ratio, or, where values are not all positive, ± max(δ · reference, floor) as a difference. Where neither
 * more nor less of a metric is better, a change to either side is one for the worse.
 */
export function regressionRegion(
  rule: Pick<RuleOf<'regression'>, 'maxRegression' | 'minAbs'>,
  better: Series['better'],
  { scale, reference }: Compared,
): Region {
  const size = Math.max(0, reference ?? 0);
  const tolerance = size === 0 ? rule.maxRegression : Math.max(rule.maxRegression, rule.minAbs / size);
  const [below, above] =
    scale === 'log'
      ? [Math.log(Math.max(0, 1 - tolerance)), Math.log1p(tolerance)]
      : [-Math.max(rule.maxRegression * size, rule.minAbs), Math.max(rule.maxRegression * size, rule.minAbs)];
  switch (better) {
    case 'lower':
      return { low: -Infinity, high: above, improvedBelow: below, improvedAbove: Infinity, tolerance };
    case 'higher':
      return { low: below, high: Infinity, improvedBelow: -Infinity, improvedAbove: above, tolerance };
    case 'neither':
      return { low: below, high: above, ...NO_IMPROVEMENT, tolerance };
  }
}

export type MeasuredWord = 'pass' | 'improved' | 'regressed' | 'inconclusive';

/**
 * REGRESSED when the whole interval is beyond a bound, IMPROVED when it is whole beyond the tolerance on the
 * good side, PASS when it is whole within the bounds. An end that is exactly on a bound is within it: figures
 * that never vary are judged too.
 */
export function decide(estimate: TEstimate, region: Region): MeasuredWord {
  const [low, high] = intervalOf(estimate);
  if (low > region.high || high < region.low) return 'regressed';
  if (high < region.improvedBelow || low > region.improvedAbove) return 'improved';
  return low >= region.low && high <= region.high ? 'pass' : 'inconclusive';
}

/**
 * One-sided p of "the bound holds"; of two bounds the one that is nearer to being broken, since the truth is
 * beyond one at most.
 */
export function pOfBound(estimate: TEstimate, region: Region): number {
  return Math.min(pNotAbove(region.high, estimate), pNotBelow(region.low, estimate));
}
