import type { Driver, DriverSession } from '../drivers/driver.ts';
import type { Experiment, HostWitness } from '../experiments/experiment.ts';
import type { Clock } from '../host/clock.ts';
import type { RunEvent } from '../model/events.ts';
import type { Plan, PlannedRound } from '../model/plan.ts';
import type { RunRecord } from '../model/records.ts';
import type { Scenario, Workload } from '../model/scenario.ts';
import type { Wall } from '../model/wall.ts';
import type { TakeControl } from './host-control.ts';
import type { Earlier } from './earlier.ts';
import type { Sessions } from './sessions.ts';
import type { WatchRound } from './watched-round.ts';

/** What all rounds of a run have in common. */
export interface RunEnvironment {
  readonly clock: Clock;
  /** Zero of the run's time axis, on the clock. */
  readonly runStart: number;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  /** Memory that stays with a node that has so much in all, whatever is measured. Bytes. */
  readonly reserveOf: (totalBytes: number) => number;
  /** Takes readings of the untouched host before each round. */
  readonly takeControl: TakeControl;
  readonly watchRound: WatchRound;
  /**
   * Puts decoys on the host, for experiments on what separates instances from it; resolves to undefined where
   * nobody may touch the host.
   */
  readonly openWitness: () => Promise<HostWitness | undefined>;
  /**
   * The widest half of a 95% interval that an experiment's primary figures have so far, relative; undefined
   * where it is not known.
   */
  readonly halfWidthOf: (experiment: string) => number | undefined;
}

/** A run whose variants are checked and whose rounds are planned. */
export interface PlannedRun {
  readonly scenario: Scenario;
  readonly plan: Plan;
  readonly experiments: readonly Experiment[];
  readonly sessions: Sessions;
  readonly driverOf: (name: string) => Driver;
  /** The workload of the builtin image, for experiments that launch that one. */
  readonly builtinWorkload: Workload;
  /** Why variants that the plan has cannot run now: their rounds are left for a resumption. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** What a resumed run had done before: those rounds of the plan are not taken again. */
  readonly earlier: Earlier;
}

/** One round of the plan, and what it is taken with. */
export interface Round {
  readonly planned: PlannedRound;
  readonly experiment: Experiment;
  /** The experiment's, parsed. */
  readonly options: unknown;
  readonly session: DriverSession;
  /** A session of the same variant with another image of the experiment. */
  readonly sessionOf: (image: string) => Promise<DriverSession>;
  readonly workload: Workload;
  /** Limits of the technology on the number of instances, beside those of the nodes. */
  readonly walls: () => Promise<readonly Wall[]>;
  /** What an earlier try of this round recorded. */
  readonly journal: readonly RunRecord[];
}
