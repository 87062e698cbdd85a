import type { GateRule } from '../model/gate.ts';
import type { Cell } from '../model/plan.ts';
import type { Series } from '../model/summary.ts';
import type { Unit } from '../model/units.ts';
import type { ComparedWith, Verdict } from '../model/verdict.ts';
import { subjectOf, titleOf } from './title.ts';

/**
 * A verdict before the gates are looked at together, and before anyone asked whether its figures can be
 * believed.
 */
export interface Finding {
  readonly verdict: Verdict;
  /**
   * What must have held still for the figures to mean something; null where the verdict doesn't rest on a
   * measured interval.
   */
  readonly footing: Footing | null;
}

export interface Footing {
  readonly series: Series;
  /** The variant of this run that it was held against. */
  readonly over: string | null;
  /** Relative change that counts as none. */
  readonly tolerance: number;
}

/** Where a verdict is of: a cell with its variant, or just a variant. */
export type Place = Cell | { readonly variant: string };

/** A verdict with everything that is known before a figure is looked at. */
export function blankVerdict(
  rule: GateRule,
  place: Place,
  against: ComparedWith,
  unit: Unit | null,
): Omit<Verdict, 'word' | 'cause' | 'advice'> {
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
    unit: null,
    metricUnit: unit,
    reference: null,
    candidate: null,
    estimate: null,
    ci95: null,
    accepted: [null, null],
    minimumDetectableChange: null,
    rounds: 0,
    p: null,
    adjustedP: null,
  };
}

/** A verdict without figures: why there are none, and the way out. */
export function without(
  word: 'no-data' | 'not-comparable',
  rule: GateRule,
  place: Place,
  against: ComparedWith,
  cause: string,
  advice: string,
  unit: Unit | null = null,
): Finding {
  return { verdict: { ...blankVerdict(rule, place, against, unit), word, cause, advice }, footing: null };
}
