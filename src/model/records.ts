import type { Cell, Parameters } from './plan.ts';
import type { ScopeRole } from './roles.ts';

/**
 * What a run writes to samples.jsonl, one JSON object a line. Times are milliseconds of ONE host clock, from
 * the run's start.
 */

/**
 * Marks of one launch. They are partially ordered: intended ≤ requested ≤ created ≤ started, and created ≤
 * firstOutput ≤ ready. A fast workload can print before the engine's start call returns, so `started` and
 * `firstOutput` are not ordered with each other.
 */
export interface LaunchMarks {
  /** When the plan wanted the launch to start (open loop). */
  readonly intended: number;
  /** When the harness started it. */
  readonly requested: number;
  /** The image is in place; only if the launch had to put it there. */
  readonly imageReady?: number;
  /** The instance exists and can be started. */
  readonly created?: number;
  /** The start call returned; a VM's vCPUs run. */
  readonly started?: number;
  /** The first byte of the workload's output reached the harness. */
  readonly firstOutput?: number;
  /** The workload's own readiness rule holds. */
  readonly ready?: number;
}

/**
 * Image absent from the technology's own store / the first launch after it was put there / any later launch.
 */
export type Temperature = 'absent' | 'first' | 'later';

export interface LaunchRecord {
  readonly kind: 'launch';
  readonly round: number;
  /** Index of the instance in its round, from 0. */
  readonly instance: number;
  readonly temperature: Temperature;
  readonly marks: LaunchMarks;
  readonly outcome: 'ready' | 'failed' | 'timeout';
  readonly error?: string;
}

/** How a workload ended. */
export interface InstanceEnd {
  /** Null if a signal ended it, or it is unknown. */
  readonly code: number | null;
  /** Such as `SIGKILL`; null if no signal ended it, as far as is known. */
  readonly signal: string | null;
  /** All of it in words: `exit 3`, `killed by SIGTERM`, `out of memory (exit 137, SIGKILL)`. */
  readonly reason: string;
}

/** An instance that had been ready ended by itself, before it was removed. */
export interface EndedRecord extends InstanceEnd {
  readonly kind: 'ended';
  readonly round: number;
  readonly instance: number;
  readonly atMs: number;
  /** The last lines of its output, as written; empty if there were none. */
  readonly lastWords: string;
  /**
   * `provoked`: the experiment caused it or allowed for it. `job`: it ended with success, and its
   * experiment needs it only until it is ready.
   */
  readonly expected?: 'provoked' | 'job';
}

export interface RemovalRecord {
  readonly kind: 'removal';
  readonly round: number;
  readonly instance: number;
  readonly stopping: number;
  readonly removed: number;
}

/** One timestamped value of one metric. */
export interface SampleRecord {
  readonly kind: 'sample';
  readonly round: number;
  readonly atMs: number;
  readonly metric: string;
  readonly value: number;
  /** Instances running when it was taken. */
  readonly density?: number;
  readonly instance?: number;
  readonly role?: ScopeRole;
  readonly parameters?: Parameters;
}

/** What one instance reports about itself, in its own words; empty where it could not tell. */
export interface Identity {
  readonly hostname: string;
  readonly system: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly address: string;
  /** The kernel's random boot identifier: equal only if it is the same running kernel. */
  readonly bootId: string;
}

export interface IdentityRecord {
  readonly kind: 'identity';
  readonly round: number;
  readonly instance: number;
  readonly identity: Identity;
}

/** What a variant actually got, read back from a running instance: `memory limit` → `none`. */
export interface ConfigurationRecord {
  readonly kind: 'configuration';
  readonly round: number;
  readonly variant: string;
  readonly configuration: Readonly<Record<string, string>>;
}

export interface WarningRecord {
  readonly kind: 'warning';
  readonly atMs: number;
  readonly round?: number;
  readonly code: string;
  readonly message: string;
  /** What the reader can do about it. */
  readonly advice: string;
}

/**
 * One step of a density ramp. `intended` is written before anything is launched, so that a crash shows
 * where it happened.
 */
export interface DensityStepRecord {
  readonly kind: 'density-step';
  readonly round: number;
  readonly atMs: number;
  /** Number of instances that the step aims at. */
  readonly target: number;
  readonly outcome: 'intended' | 'held' | 'stopped';
  /**
   * What stopped it: `memory reserve`, `readiness p95`, `failures`, `victim p99`, `ended instances`, `asked
   * maximum`, or the name of a wall.
   */
  readonly boundBy?: string;
  /** The reading that decided, in words with its unit. */
  readonly detail?: string;
}

/**
 * What an instance can see or reach: isolated / the host's, by design / something that it should not have /
 * cannot be tested.
 */
export type BoundaryOutcome = 'isolated' | 'shared' | 'leaked' | 'not-testable';

/** One boundary check with its evidence. */
export interface BoundaryRecord {
  readonly kind: 'boundary';
  readonly round: number;
  /** Dotted: `processes.host-visible`. The part before the dot is its group. */
  readonly check: string;
  readonly title: string;
  readonly outcome: BoundaryOutcome;
  /** What was observed, in the words of the instance or the host; for `not-testable` the reason. */
  readonly evidence: string;
}

/** The raw answers that boundary checks were decided from, so that they can be judged again. */
export interface BoundaryReadingsRecord {
  readonly kind: 'boundary-readings';
  readonly round: number;
  /** `instance A`, `host`, or the check that has its own readings. */
  readonly source: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An experiment's remaining repetitions are left out: its figures are precise enough. */
export interface EnoughRecord {
  readonly kind: 'enough';
  readonly round?: undefined;
  readonly atMs: number;
  readonly experiment: string;
  /** Repetitions that were measured. */
  readonly repetitions: number;
  /** The widest half-width of a 95% interval among its primary metrics, relative: 0.02 is ±2%. */
  readonly halfWidth: number;
}

/**
 * More rounds were planned for a run that had ended: the named experiments continue, including those that
 * were precise enough.
 */
export interface ExtendedRecord {
  readonly kind: 'extended';
  readonly round?: undefined;
  readonly atMs: number;
  readonly experiments: readonly string[];
  /** Why, in a sentence. */
  readonly reason: string;
}

export interface RoundStartRecord {
  readonly kind: 'round-start';
  readonly round: number;
  readonly repetition: number;
  readonly cell: Cell;
  readonly atMs: number;
}

export type RoundStatus = 'complete' | 'failed' | 'invalid' | 'interrupted';

export interface RoundEndRecord {
  readonly kind: 'round-end';
  readonly round: number;
  readonly atMs: number;
  readonly status: RoundStatus;
  readonly reason?: string;
}

export type RunRecord =
  | RoundStartRecord
  | LaunchRecord
  | EndedRecord
  | RemovalRecord
  | SampleRecord
  | IdentityRecord
  | ConfigurationRecord
  | DensityStepRecord
  | BoundaryRecord
  | BoundaryReadingsRecord
  | WarningRecord
  | EnoughRecord
  | ExtendedRecord
  | RoundEndRecord;
