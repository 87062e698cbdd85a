import type { Parameters } from './plan.ts';
import type { RunRecord, RoundStartRecord, RoundEndRecord } from './records.ts';
import type { Unit } from './units.ts';

export interface MetricDefinition {
  /** Dotted, stable: `startup.ready.p50`. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher' | 'neither';
  /** How it is calculated from the records, including aggregation over time and over instances. */
  readonly definition: string;
  /** Where the raw numbers come from: a file of procfs or cgroupfs, a clock, the workload. */
  readonly source: string;
  /** Not every round gives one at the same density: a ramp finds its own way. */
  readonly sparse?: true;
}

/** All records of one round, in the order they were written. */
export interface RoundRecords {
  readonly start: RoundStartRecord;
  readonly end: RoundEndRecord | undefined;
  readonly records: readonly RunRecord[];
}

/** Only a complete round gives observations. One without an end was cut off. */
export function isComplete(round: RoundRecords): boolean {
  return round.end?.status === 'complete';
}

/** One number per metric per round: the round is the independent repetition. */
export interface Observation {
  readonly metric: string;
  readonly density: number;
  readonly parameters: Parameters;
  readonly value: number;
}

export interface RoundObservations {
  readonly observations: readonly Observation[];
  readonly attempts: number;
  readonly failures: number;
}
