import type { Series } from '../model/summary.ts';
import { counted } from '../model/units.ts';
import { detectableDistance, intervalOf, pNotAbove, pNotBelow, type TEstimate } from '../stats/t-estimate.ts';
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

/** Below this, intervals are so wide that only gross changes show (t with four degrees of freedom is 2.8). */
const FEWEST_ROUNDS = 6;
/** Beyond this, nobody waits for the answer. */
const MOST_ROUNDS = 200;

/**
 * What to do about a verdict that rests on an interval; null where nothing is to be done.
 * @param confirmed whether more rounds were taken and pooled since it was red before
 */
export function adviceFor(
  word: MeasuredWord,
  estimate: TEstimate,
  rounds: number,
  region: Region,
  confirmed: boolean,
): string | null {
  const few =
    rounds < FEWEST_ROUNDS
      ? `${counted(rounds, 'round')} ${rounds === 1 ? 'is' : 'are'} few: with --rounds 8 the interval gets much narrower`
      : null;
  switch (word) {
    case 'pass':
    case 'improved':
      return few;
    case 'regressed':
      if (confirmed)
        return 'it failed on more rounds too: look at what changed, or accept it with a new bound or baseline';
      return `confirm it with --confirm, which measures as many rounds again and pools them${few === null ? '' : `; ${few}`}`;
    case 'inconclusive':
      return few ?? moreRounds(estimate, rounds, region);
  }
}

/**
 * How many rounds would leave the bound outside of the interval four times out of five, if the figure is
 * where it seems to be.
 */
function moreRounds(estimate: TEstimate, rounds: number, { low, high }: Region): string {
  const distance = Math.min(Math.abs(estimate.centre - low), Math.abs(estimate.centre - high));
  const needed = Math.ceil(rounds * (detectableDistance(estimate) / distance) ** 2);
  if (!(needed <= MOST_ROUNDS))
    return 'the figure is so near to its bound that no number of rounds decides it soon: widen the bound, or measure on a quieter host';
  return `about ${counted(Math.max(needed, rounds + 2), 'round')} would decide it, if the figure is where it seems to be: run with --rounds ${Math.max(needed, rounds + 2)}`;
}
