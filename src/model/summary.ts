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
  /** The repetition of each observation, from 0: what pairs it with those of other variants. */
  readonly repetitions: readonly number[];
  readonly median: number;
  /** Over rounds: geometric where every observation is positive, arithmetic otherwise. */
  readonly mean: number;
  /** 95% t interval of that mean, on logarithms where it is geometric; null with fewer than two rounds. */
  readonly ci95: readonly [low: number, high: number] | null;
  /** Launches tried and failed in the rounds of this series. */
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
  /** Exact two-sided sign-flip p of "the ratio is 1", beside the interval; null with fewer than two pairs. */
  readonly signFlipP?: number | null;
}

/** What the instances of a variant said of themselves, launched side by side. */
export interface IdentitySummary {
  readonly variant: string;
  readonly instances: readonly Identity[];
  readonly distinctHostnames: number;
  readonly distinctAddresses: number;
  /** `shared` when boot id (or, where there is none, kernel release) equals the host's. */
  readonly kernel: 'shared' | 'own';
  /** Operating system kernels that must be patched for these instances, the host's included. */
  readonly systemsToPatch: number;
}

/** How far a density ramp of one variant came, and what stopped it. */
export interface DensitySummary {
  readonly variant: string;
  /** Most instances that held, one number a round. */
  readonly reached: readonly number[];
  /**
   * Largest density that held in every round, and the smallest that was stopped in any; null where none was.
   */
  readonly interval: readonly [held: number, stopped: number | null];
  /** What bound it, most frequent first; `asked maximum` means that the answer lies beyond. */
  readonly boundBy: readonly string[];
  readonly detail: string;
  /**
   * Density at which the memory reserve would bind, from the fitted line; null when it was reached or has no
   * line. A forecast, not a measurement.
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
   * Versions of what ran it (engine, runtime, hypervisor, kernel) and facts such as the accelerator really
   * used.
   */
  readonly versions: Readonly<Record<string, string>>;
  /** Shown wherever the variant's numbers are shown, e.g. `emulated CPU (tcg)`. */
  readonly label: string | null;
  /**
   * The variant that this one repeats under another name, to show how far apart two series of the same thing
   * come.
   */
  readonly twinOf?: string;
  /** What an instance really got, read back from a live one. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** The untouched host control: the same small work done before every round, whatever the round measures. */
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

/** Launches of all rounds of one planned cell, rounds without any figure included. */
export interface CellLaunches extends Cell {
  readonly rounds: number;
  readonly attempts: number;
  readonly failures: number;
  /** Figures that its rounds gave, over all metrics. */
  readonly observations: number;
  /** Gates on the share of successful launches count these. */
  readonly countsLaunches?: true | undefined;
}

/**
 * 95% bands of the distribution of readiness over all launches of a cell, by two-level bootstrap over rounds
 * and launches. Drawn, never judged.
 */
export interface ReadinessBand extends Cell {
  /** Time by which that share of the launches was ready, ms; null where it may be that it never was. */
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
  /** Absent where no density was ramped or no boundary checked. */
  readonly densities?: readonly DensitySummary[];
  readonly boundaries?: readonly BoundarySummary[];
  /** Absent in runs that were stored before there was one. */
  readonly controls?: readonly ControlSummary[];
  /**
   * Experiments that ended before their last repetition, since they were known precisely enough. `halfWidth`:
   * 0.02 is ±2%.
   */
  readonly stopped?: readonly {
    readonly experiment: string;
    readonly repetitions: number;
    readonly halfWidth: number;
  }[];
  /** More rounds that were taken after the run had ended, and why. */
  readonly extended?: readonly { readonly experiments: readonly string[]; readonly reason: string }[];
  /** By planned cell, each launch once; absent in summaries that were written before there was one. */
  readonly launches?: readonly CellLaunches[];
  /** Absent where nothing was started twice. */
  readonly readiness?: readonly ReadinessBand[];
  readonly warnings: readonly RunWarning[];
}
