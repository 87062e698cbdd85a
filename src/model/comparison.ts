import type { BaselineSession } from './baseline.ts';
import type { Cell } from './plan.ts';
import type { ReportInput } from './run-data.ts';
import type { Testbed } from './testbed.ts';
import type { Unit } from './units.ts';
import type { Judgement } from './verdict.ts';

/** One of the sources that are compared with each other: a run or a baseline. */
export interface ComparedSource {
  /** `A` is the reference; the others follow in the order in which they were named. */
  readonly letter: string;
  /** As named on the command line. */
  readonly name: string;
  readonly scenario: string;
  readonly testbed: Testbed;
  /** One for a run; for a baseline, the number of accepted runs. */
  readonly sessions: readonly BaselineSession[];
  /** Null for a baseline, which stores neither records nor the plan. */
  readonly run: ReportInput | null;
}

export interface JudgedCandidate {
  readonly source: ComparedSource;
  readonly judgement: Judgement;
}

/**
 * Where a series of sessions took a step: its whole 95% interval is beyond the tolerance, compared with all
 * sessions since the last step.
 */
export type TrendStep =
  | {
      readonly kind: 'regressed' | 'improved';
      /** Session ÷ those before it; a difference in the metric's unit where not all values are positive. */
      readonly change: number;
      readonly isRatio: boolean;
      /**
       * How many sessions the interval covers. Below three it does not include how much sessions differ
       * from one another.
       */
      readonly sessions: number;
      /** The host control also moved beyond the tolerance: the step may come from the host alone. */
      readonly hostMoved: boolean;
    }
  | { readonly kind: 'testbed'; /** What differs from the previous session. */ readonly facts: string };

export interface TrendPoint {
  /** The session's index in its source. */
  readonly letter: string;
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Typical value of its rounds, with the 95% interval over them; in the metric's unit. */
  readonly value: number;
  readonly ci95: readonly [low: number, high: number] | null;
  readonly rounds: number;
  readonly step: TrendStep | null;
}

/** One series over sessions, oldest first. For the host control the variant is empty. */
export interface Trend extends Cell {
  readonly metric: string;
  readonly unit: Unit;
  readonly points: readonly TrendPoint[];
}

/** Several runs of one scenario, compared with the first. */
export interface RunComparison {
  readonly reference: ComparedSource;
  /** At least one. */
  readonly candidates: readonly JudgedCandidate[];
  readonly trends: readonly Trend[];
}
