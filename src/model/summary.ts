import type { HostControl } from './host-control.ts';
import type { Cell, Parameters } from './plan.ts';
import type { BoundaryOutcome, Identity } from './records.ts';
import type { Unit } from './units.ts';

export const SUMMARY_SCHEMA_VERSION = 1;

/** Observations of one metric in one cell, in round order, and their statistics. */
export interface Series {
  readonly experiment: string;
  readonly variant: string;
  readonly density: number;
  readonly parameters: Parameters;
  readonly metric: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher' | 'neither';
  /** Rounds that gave an observation. */
  readonly rounds: number;
  readonly observations: readonly number[];
  /** The repetition of each observation, from 0: observations of two variants are paired by it. */
  readonly repetitions: readonly number[];
  readonly median: number;
  /** Over rounds: geometric if every observation is positive, arithmetic otherwise. */
  readonly mean: number;
  /** 95% t interval of that mean, on logarithms if it is geometric; null with fewer than two rounds. */
  readonly ci95: readonly [low: number, high: number] | null;
  /** Launches attempted and failed in the rounds of this series. */
  readonly attempts: number;
  readonly failures: number;
}

/** Variant over reference, paired by repetition on log ratios. */
export interface Comparison {
  readonly metric: string;
  readonly experiment: string;
  readonly density: number;
  readonly parameters: Parameters;
  readonly variant: string;
  readonly reference: string;
  /** Geometric mean of the per-repetition ratios. */
  readonly ratio: number;
  /** 95% paired t interval on log ratios, back-transformed; null with fewer than two pairs. */
  readonly ci95: readonly [low: number, high: number] | null;
  readonly pairs: number;
  /**
   * Smallest ratio change that this many rounds would find with 80% power; null with fewer than two pairs.
   */
  readonly minimumDetectableChange: number | null;
  /**
   * Exact two-sided sign-flip p of "the ratio is 1", in addition to the interval; null with fewer than two
   * pairs.
   */
  readonly signFlipP?: number | null;
}

/** What the instances of a variant reported about themselves when launched side by side. */
export interface IdentitySummary {
  readonly variant: string;
  readonly instances: readonly Identity[];
  readonly distinctHostnames: number;
  readonly distinctAddresses: number;
  /** `shared` when the boot id (or the kernel release, if there is none) equals the host's. */
  readonly kernel: 'shared' | 'own';
  /** Operating system kernels that must be patched for these instances, the host's included. */
  readonly systemsToPatch: number;
}

/** How far a density ramp of one variant got, and what stopped it. */
export interface DensitySummary {
  readonly variant: string;
  /** The most instances that held, one number per round. */
  readonly reached: readonly number[];
  /**
   * Largest density that held in every round, and the smallest that was stopped in any; null if there is
   * none.
   */
  readonly interval: readonly [held: number, stopped: number | null];
  /** Which limit was reached, most frequent first; `asked maximum` means that the answer lies beyond. */
  readonly boundBy: readonly string[];
  readonly detail: string;
  /**
   * Density at which the memory reserve would be reached, from the fitted line; null if it was reached or
   * there is no line. A forecast, not a measurement.
   */
  readonly forecast: number | null;
}

export interface BoundarySummary {
  readonly variant: string;
  readonly checks: readonly {
    readonly check: string;
    readonly title: string;
    readonly outcome: BoundaryOutcome;
    readonly evidence: string;
  }[];
}

export type VariantStatus =
  | { readonly state: 'measured' }
  | { readonly state: 'failed'; readonly reason: string; readonly hint: string }
  | { readonly state: 'unavailable'; readonly reason: string; readonly hint: string };

export interface VariantSummary {
  readonly name: string;
  readonly driver: string;
  readonly status: VariantStatus;
  /**
   * Versions of what ran it (engine, runtime, hypervisor, kernel) and facts such as the accelerator that
   * was used.
   */
  readonly versions: Readonly<Record<string, string>>;
  /** Shown wherever the variant's numbers are shown, e.g. `emulated CPU (tcg)`. */
  readonly label: string | null;
  /**
   * The variant that this one repeats under another name, to show how far apart two series of the same
   * thing are.
   */
  readonly twinOf?: string;
  /** What an instance actually got, read back from a running one. */
  readonly configuration: Readonly<Record<string, string>>;
}

/**
 * The untouched host control: the same small work done before every round, whatever the round measures.
 */
export interface ControlSummary {
  readonly metric: HostControl;
  readonly unit: Unit;
  readonly readings: readonly {
    readonly round: number;
    readonly repetition: number;
    readonly experiment: string;
    readonly variant: string;
    readonly value: number;
  }[];
}

/** Launches of all rounds of one planned cell, including rounds without any figure. */
export interface CellLaunches extends Cell {
  readonly rounds: number;
  readonly attempts: number;
  readonly failures: number;
  /** Figures from its rounds, over all metrics. */
  readonly observations: number;
  /** Gates on the share of successful launches count these. */
  readonly countsLaunches?: true | undefined;
}

/**
 * 95% bands of the distribution of readiness over all launches of a cell, by two-level bootstrap over rounds
 * and launches. Drawn, never judged.
 */
export interface ReadinessBand extends Cell {
  /** Time by which that share of the launches was ready, ms; null if possibly it never was. */
  readonly shares: readonly {
    readonly share: number;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

export interface RunWarning {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  /** How often it was given. */
  readonly count: number;
}

/** What an experiment concludes from records that are no figures. Absent where it has nothing to say. */
export type Facts = Partial<Pick<Summary, 'identities' | 'densities' | 'boundaries' | 'readiness'>>;

export interface Summary {
  readonly schemaVersion: typeof SUMMARY_SCHEMA_VERSION;
  readonly scenario: string;
  readonly reference: string;
  readonly variants: readonly VariantSummary[];
  readonly series: readonly Series[];
  readonly comparisons: readonly Comparison[];
  readonly identities: readonly IdentitySummary[];
  /** Absent if no density was ramped or no boundary checked. */
  readonly densities?: readonly DensitySummary[];
  readonly boundaries?: readonly BoundarySummary[];
  /** Absent in runs that were stored before it existed. */
  readonly controls?: readonly ControlSummary[];
  /**
   * Experiments that ended before their last repetition because they were precise enough. `halfWidth`: 0.02
   * is ±2%.
   */
  readonly stopped?: readonly {
    readonly experiment: string;
    readonly repetitions: number;
    readonly halfWidth: number;
  }[];
  /** More rounds that were measured after the run had ended, and why. */
  readonly extended?: readonly { readonly experiments: readonly string[]; readonly reason: string }[];
  /** By planned cell, each launch once; absent in summaries that were written before it existed. */
  readonly launches?: readonly CellLaunches[];
  /** Absent if nothing was started twice. */
  readonly readiness?: readonly ReadinessBand[];
  readonly warnings: readonly RunWarning[];
}
