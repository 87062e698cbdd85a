import type { Parameters } from './plan.ts';
import type { Testbed } from './testbed.ts';
import type { Unit } from './units.ts';

export const BASELINE_SCHEMA_VERSION = 1;

/** One series of one session: one value a round, in round order. */
export interface BaselineSeries {
  readonly experiment: string;
  readonly variant: string;
  readonly density: number;
  readonly parameters: Parameters;
  readonly metric: string;
  readonly unit: Unit;
  readonly observations: readonly number[];
}

/** One accepted run. Sessions of one baseline are made at different times on one testbed. */
export interface BaselineSession {
  readonly runId: string;
  readonly startedAt: string;
  readonly tool: string;
  readonly series: readonly BaselineSeries[];
  /**
   * The untouched host control, by metric: geometric mean of its readings, one per repetition.
   * Milliseconds.
   */
  readonly controls: Readonly<Record<string, readonly number[]>>;
  /** Versions of what ran each variant. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Accepted runs, bound to the testbed on which they were measured. */
export interface Baseline {
  readonly schemaVersion: typeof BASELINE_SCHEMA_VERSION;
  readonly scenario: string;
  readonly testbed: Testbed;
  readonly sessions: readonly BaselineSession[];
}
