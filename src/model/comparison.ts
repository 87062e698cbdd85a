import type { BaselineSession } from './baseline.ts';
import type { Cell } from './plan.ts';
import type { ReportInput } from './run-data.ts';
import type { Testbed } from './testbed.ts';
import type { Unit } from './units.ts';
import type { Judgement } from './verdict.ts';

/** One of the things that are compared with each other: a run, or what was accepted earlier. */
export interface ComparedSource {
  /** `A` is the reference; the others follow in the order in which they were named. */
  readonly letter: string;
  /** As it was named on the command line. */
  readonly name: string;
  readonly scenario: string;
  readonly testbed: Testbed;
  /** One for a run; as many as were accepted for a baseline. */
  readonly sessions: readonly BaselineSession[];
  /** Null for a baseline, which keeps neither records nor the plan. */
  readonly run: ReportInput | null;
}

export interface JudgedCandidate {
  readonly source: ComparedSource;
  readonly judgement: Judgement;
}

/**
 * Where a series of sessions took a step: beyond the tolerance with its whole 95% interval, against all
 * sessions since the last step.
 */
export type TrendStep =
  | {
      readonly kind: 'regressed' | 'improved';
      /** Session ÷ those before it; a difference in the metric's unit where not all values are positive. */
      readonly change: number;
      readonly isRatio: boolean;
      /**
       * Of how many sessions the interval knows. Below three it holds nothing of how much sessions differ
       * from one another.
       */
      readonly sessions: number;
      /** The host control moved beyond the tolerance too: this may be the host, and nothing else. */
      readonly hostMoved: boolean;
    }
  | { readonly kind: 'testbed'; /** What differs from the session before it. */ readonly facts: string };

export interface TrendPoint {
  /** Of its source. */
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

/** One series over sessions, oldest first. The variant of the host control is empty: it is of none. */
export interface Trend extends Cell {
  readonly metric: string;
  readonly unit: Unit;
  readonly points: readonly TrendPoint[];
}

/** Several runs of one scenario, judged by the first. */
export interface RunComparison {
  readonly reference: ComparedSource;
  /** At least one. */
  readonly candidates: readonly JudgedCandidate[];
  readonly trends: readonly Trend[];
}
