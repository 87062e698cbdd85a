import type { GateLevel, GateRule } from './gate.ts';
import type { Parameters } from './plan.ts';
import type { Unit } from './units.ts';

/**
 * `regressed` also means that a bound is exceeded beyond doubt; `unreliable` that the A/A twin or the host
 * control moved; `not-comparable` that the baseline belongs to another testbed.
 */
export type VerdictWord =
  | 'pass'
  | 'improved'
  | 'regressed'
  | 'inconclusive'
  | 'unreliable'
  | 'no-data'
  | 'not-comparable';

/** What a figure was compared with. */
export type ComparedWith =
  | { readonly kind: 'variant'; readonly name: string }
  | { readonly kind: 'baseline'; readonly name: string; readonly sessions: number }
  | { readonly kind: 'bound' };

/** One rule on one series (or one boundary check, or one variant's launches), judged. */
export type Verdict = MeasuredVerdict | ShareVerdict | BoundaryVerdict | MissingVerdict;

/** What every verdict says. */
export interface VerdictBase {
  readonly rule: GateRule;
  /** Short and stable, for JUnit and tables: `startup.ready.p50 gvisor d8 concurrency=4 ≤ 4× runc`. */
  readonly title: string;
  readonly level: GateLevel;
  /** One sentence with the figures that decided. */
  readonly cause: string;
  /** What to do about anything but a pass. */
  readonly advice: string | null;
  /** Null where the verdict is of a variant as a whole, as is its density. */
  readonly experiment: string | null;
  readonly variant: string;
  readonly density: number | null;
  readonly parameters: Parameters;
  /** The metric's name, the boundary check's, or `success`. */
  readonly subject: string;
  readonly against: ComparedWith;
}

/** The region in which a figure is accepted, in its unit; null where a side is open. */
type Accepted = readonly [low: number | null, high: number | null];

/** The series of a metric, compared with another one or with a bound. */
export interface MeasuredVerdict extends VerdictBase {
  readonly kind: 'measured';
  readonly word: Exclude<VerdictWord, 'no-data' | 'not-comparable'>;
  readonly experiment: string;
  readonly density: number;
  /** `ratio`: candidate ÷ reference; otherwise the unit of the figures. */
  readonly unit: Unit;
  /** The unit of `reference` and `candidate`. */
  readonly metricUnit: Unit;
  /**
   * Typical value (geometric mean, or mean where values are not all positive) of either side; a bound has
   * none.
   */
  readonly reference: number | null;
  readonly candidate: number;
  readonly estimate: number;
  readonly accepted: Accepted;
  readonly rounds: number;
  /** Null with fewer than two rounds, as is what follows from it. */
  readonly ci95: readonly [low: number, high: number] | null;
  /** 0.08: this many rounds would find a change of 8% with 80% power. Null where a change has no size. */
  readonly minimumDetectableChange: number | null;
  /**
   * One-sided p of "the bound holds", and the same after Holm's correction over all gates of the judgement.
   */
  readonly p: number | null;
  readonly adjustedP: number | null;
}

/** The share of a variant's launches that became ready. */
export interface ShareVerdict extends VerdictBase {
  readonly kind: 'share';
  readonly word: 'pass' | 'regressed' | 'inconclusive';
  readonly unit: 'ratio';
  readonly estimate: number;
  readonly accepted: Accepted;
  readonly rounds: number;
  readonly ci95: readonly [low: number, high: number];
}

/** One boundary check of a variant. */
export interface BoundaryVerdict extends VerdictBase {
  readonly kind: 'boundary';
  readonly word: 'pass' | 'regressed';
}

/** Nothing that could be judged: why, and how to fix it. */
export interface MissingVerdict extends VerdictBase {
  readonly kind: 'missing';
  readonly word: 'no-data' | 'not-comparable';
  readonly advice: string;
}

/**
 * How far apart two series of the very same thing were: the floor below which no difference can be believed.
 */
export interface NoiseFloor {
  readonly variant: string;
  readonly twin: string;
  readonly metric: string;
  readonly experiment: string;
  readonly density: number;
  readonly parameters: Parameters;
  /** twin ÷ variant. */
  readonly ratio: number;
  readonly ci95: readonly [low: number, high: number] | null;
}

export type Outcome = 'pass' | 'failed' | 'inconclusive' | 'not-comparable';

/** All gates of one run, judged together. */
export interface Judgement {
  readonly outcome: Outcome;
  /** The one sentence for the banner. */
  readonly cause: string;
  /** Worst first. */
  readonly verdicts: readonly Verdict[];
  readonly noise: readonly NoiseFloor[];
  readonly baseline: {
    readonly name: string;
    readonly sessions: number;
    readonly differences: readonly TestbedDifference[];
  } | null;
}

/** One fact that differs between two testbeds. */
export interface TestbedDifference {
  readonly fact: string;
  readonly here: string;
  readonly there: string;
  /** Figures of testbeds that differ in it are not compared. */
  readonly decisive: boolean;
}
