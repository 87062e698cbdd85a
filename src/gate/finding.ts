import type { GateRule } from '../model/gate.ts';
import { cellKey } from '../model/plan.ts';
import type { Series, Summary } from '../model/summary.ts';
import { counted, type Unit } from '../model/units.ts';
import type {
  ComparedWith,
  MeasuredVerdict,
  MissingVerdict,
  Verdict,
  VerdictBase,
} from '../model/verdict.ts';
import { detectableDistance, intervalOf, type TEstimate } from '../stats/t-estimate.ts';
import { fromScale, type Compared, type Scale } from './compared.ts';
import { decide, pOfBound, type MeasuredWord, type Region } from './decide.ts';
import type { Place } from './matching.ts';
import { overOf, type MetricRule } from './rules.ts';
import { causeOf, subjectOf, titleOf } from './wording.ts';

/**
 * A verdict before the gates are looked at together, and before anyone asked whether its figures can be
 * believed. Only figures that were measured need something to have held still.
 */
export type Finding =
  | MeasuredFinding
  | { readonly verdict: Exclude<Verdict, MeasuredVerdict>; readonly footing: null };

export interface MeasuredFinding {
  readonly verdict: MeasuredVerdict;
  readonly footing: Footing;
}

/** What must have held still for the figures to mean something. */
export interface Footing {
  readonly series: Series;
  /** The variant of this run that it was compared with. */
  readonly over: string | null;
  /** Relative change that counts as none. */
  readonly tolerance: number;
}

/**
 * What a verdict says before a figure is looked at.
 * @param unit of the bounds in its title
 */
export function verdictBase(
  rule: GateRule,
  place: Place,
  against: ComparedWith,
  unit: Unit | null,
): Omit<VerdictBase, 'cause' | 'advice'> {
  const cell = 'experiment' in place ? place : null;
  return {
    rule,
    title: titleOf(rule, place.variant, cell, unit),
    level: rule.level,
    experiment: cell?.experiment ?? null,
    variant: place.variant,
    density: cell?.density ?? null,
    parameters: cell?.parameters ?? {},
    subject: subjectOf(rule),
    against,
  };
}

/** A verdict without figures: why there are none, and how to fix it. */
export function without(
  word: MissingVerdict['word'],
  rule: GateRule,
  place: Place,
  against: ComparedWith,
  cause: string,
  advice: string,
  unit: Unit | null = null,
): Finding {
  return {
    verdict: { ...verdictBase(rule, place, against, unit), kind: 'missing', word, cause, advice },
    footing: null,
  };
}

interface Decision {
  readonly word: MeasuredWord;
  readonly advice: string | null;
  /** What the cause says beside the figures. */
  readonly remark: string | null;
}

/** A figure compared with its region: the verdict that rests on its interval. */
export function measuredFinding(
  rule: MetricRule,
  series: Series,
  against: ComparedWith,
  compared: Compared,
  region: Region,
  summary: Summary,
): MeasuredFinding {
  const { scale, estimate } = compared;
  const back = (value: number): number => fromScale(scale, value);
  const interval = estimate === undefined ? null : intervalOf(estimate);
  const { word, advice, remark } = decisionOn(compared, region, series, summary);
  const p = estimate === undefined ? null : pOfBound(estimate, region);
  const verdict: Omit<MeasuredVerdict, 'cause'> = {
    ...verdictBase(rule, series, against, series.unit),
    kind: 'measured',
    word,
    advice,
    experiment: series.experiment,
    density: series.density,
    unit: against.kind === 'bound' || scale === 'linear' ? series.unit : 'ratio',
    metricUnit: series.unit,
    reference: compared.reference,
    candidate: compared.candidate,
    estimate: back(compared.centre),
    ci95: interval === null ? null : [back(interval[0]), back(interval[1])],
    accepted: [openOr(region.low, back), openOr(region.high, back)],
    minimumDetectableChange: estimate === undefined ? null : relativeChange(estimate, scale, compared),
    rounds: compared.rounds,
    p,
    adjustedP: p,
  };
  const cause = `${causeOf(verdict, scale)}${remark === null ? '' : `; ${remark}`}`;
  return {
    verdict: { ...verdict, cause },
    footing: { series, over: overOf(rule) ?? null, tolerance: region.tolerance },
  };
}

function decisionOn(
  { estimate, rounds }: Compared,
  region: Region,
  series: Series,
  summary: Summary,
): Decision {
  if (estimate === undefined)
    return {
      word: 'inconclusive',
      advice: 'measure more rounds: run with --rounds 8',
      remark: 'an interval needs at least two rounds on each side',
    };
  const word = decide(estimate, region);
  const lost = lostToFailures(series, summary);
  if (lost > 0 && (word === 'pass' || word === 'improved')) {
    return {
      word: 'inconclusive',
      advice: 'see in samples.jsonl why launches failed; a success gate says how many may',
      remark: `${counted(lost, 'more round')} ${lost === 1 ? 'has' : 'have'} no figure because launches failed, and may have been the slowest`,
    };
  }
  return {
    word,
    advice: adviceFor(word, estimate, rounds, region, isConfirmed(series, summary)),
    remark: null,
  };
}

/** Below this, intervals are so wide that only gross changes show (t with four degrees of freedom is 2.8). */
const FEWEST_ROUNDS = 6;
/** Beyond this, nobody waits for the answer. */
const MOST_ROUNDS = 200;

/**
 * What to do about a verdict that rests on an interval; null where nothing is to be done.
 * @param confirmed whether more rounds were taken and pooled since it was red before
 */
function adviceFor(
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
    return 'the figure is too close to its bound to decide in a reasonable number of rounds: widen the bound, or measure on a quieter host';
  return `about ${counted(Math.max(needed, rounds + 2), 'round')} would decide it, if the figure is where it seems to be: run with --rounds ${Math.max(needed, rounds + 2)}`;
}

/**
 * Rounds of the cell without this figure, where launches failed: judging the others alone would judge the
 * lucky ones.
 */
function lostToFailures(series: Series, { launches = [] }: Summary): number {
  const cell = launches.find((candidate) => cellKey(candidate) === cellKey(series));
  return cell === undefined || cell.failures === 0 ? 0 : Math.max(0, cell.rounds - series.rounds);
}

function isConfirmed({ experiment }: Series, { extended = [] }: Summary): boolean {
  return extended.some(({ experiments }) => experiments.includes(experiment));
}

function openOr(bound: number, back: (value: number) => number): number | null {
  return Number.isFinite(bound) ? back(bound) : null;
}

/** Null where a change has no size relative to anything, or is beyond what a number holds. */
function relativeChange(
  estimate: TEstimate,
  scale: Scale,
  { reference, candidate }: Compared,
): number | null {
  const distance = detectableDistance(estimate);
  const change = scale === 'log' ? Math.expm1(distance) : distance / Math.abs(reference ?? candidate);
  return Number.isFinite(change) ? change : null;
}
