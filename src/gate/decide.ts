import { intervalOf, pNotAbove, pNotBelow, type TEstimate } from '../stats/t-estimate.ts';
import type { Region } from './region.ts';

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
