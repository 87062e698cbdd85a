import type { RunManifest } from './manifest.ts';
import type { MetricDefinition } from './metric.ts';
import type { Plan } from './plan.ts';
import type { RunRecord } from './records.ts';
import type { Judgement } from './verdict.ts';
import type { RunWarning, Summary } from './summary.ts';

/** A run as read back from its directory: all that a report is made from. */
export interface StoredRun {
  readonly directory: string;
  readonly manifest: RunManifest;
  readonly plan: Plan;
  readonly records: readonly RunRecord[];
  /** What was left out of the records while reading; absent if nothing was. */
  readonly notes?: readonly ReaderNote[];
}

/** Shown among the warnings of the run. */
export type ReaderNote = RunWarning;

/** Everything a renderer gets. Renderers are pure: the same input gives the same bytes. */
export interface ReportInput extends StoredRun {
  readonly summary: Summary;
  /**
   * Definitions of every metric that occurs in the summary, for titles, units, methods and the glossary.
   */
  readonly metrics: readonly MetricDefinition[];
  /** Only if the run was judged. */
  readonly judgement?: Judgement;
}
