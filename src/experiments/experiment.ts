import type { z } from 'zod';
import type { Clock } from '../host/clock.ts';
import type { DriverSession, Instance, LaunchSpec } from '../drivers/driver.ts';
import type { Scope, ScopeCpu, ScopeMemory } from '../model/host-access.ts';
import type { Decoys, HostFacts } from '../model/host-facts.ts';
import type { RunManifest } from '../model/manifest.ts';
import type { MetricDefinition, RoundObservations, RoundRecords } from '../model/metric.ts';
import type { Cell } from '../model/plan.ts';
import type { Facts } from '../model/summary.ts';
import type { ExperimentReport } from '../sections/section.ts';
import type { InstanceEnd, RunRecord, SampleRecord, Temperature, WarningRecord } from '../model/records.ts';
import type { ImageSource, Workload } from '../model/scenario.ts';
import type { Wall } from '../model/wall.ts';

/**
 * One question asked of every variant. Planning and observing are pure; `execute` is the only part that
 * measures.
 */
export interface Experiment<Options = unknown> {
  readonly name: string;
  /** The question, as the report asks it. */
  readonly question: string;
  /**
   * Parses the scenario's `experiments.<name>`. Strict; every field has a default, so `{}` is a valid
   * request.
   */
  readonly options: z.ZodType<Options>;
  /** Runs in every scenario, asked for or not: a cheap fact that every report needs. */
  readonly always?: true;
  /** Rounds when the scenario and the experiment ask for none. */
  readonly defaultRounds?: number;
  /** Which image it launches: the scenario's, or a builtin one whose behaviour it depends on. */
  readonly image: 'workload' | 'builtin' | 'neighbours';
  /**
   * An instance is measured once it is ready: one that then ends well (exit 0) is a job that is done, not a
   * failure.
   */
  readonly jobsMayEnd?: true;
  /** Gates on the share of successful launches count the launches of its rounds. */
  readonly countsLaunches?: true;
  /** Further images that it launches, by the name under which `launch` takes them. Pure. */
  images?(options: Options): Readonly<Record<string, ImageSource>>;
  /** Cells of one variant. Pure. `cores` is the host's count of CPUs. */
  cells(options: Options, variant: string, cores: number): readonly Cell[];
  /**
   * Rough duration of one round in milliseconds, given one launch of the variant; measured rounds replace it.
   */
  estimate(cell: Cell, launchMs: number): number;
  /** Takes one round from a clean host to a clean host. */
  execute(cell: Cell, options: Options, context: RoundContext): Promise<void>;
  readonly metrics: readonly MetricDefinition[];
  /**
   * Metrics that a series may end on, precise enough, and that two variants are compared by when nobody names
   * one.
   */
  readonly primary?: readonly string[];
  /** Ids of the checks whose outcome gates may ask for. */
  readonly checks?: readonly string[];
  /** Reduces the records of one round to one number per metric. Pure. */
  observe(round: RoundRecords): RoundObservations;
  /** Facts from records that are no figures, over all rounds of a run. Pure. */
  conclude?(rounds: readonly RoundRecords[], run: Pick<RunManifest, 'seed' | 'testbed'>): Facts;
  /** What it adds to reports. Absent where its figures in the table of all statistics are enough. */
  readonly report?: ExperimentReport;
}

/** What a round may use. Everything launched through it is removed when the round ends, whatever happened. */
export interface RoundContext {
  readonly round: number;
  /**
   * Which repetition of its cell this is, from 0: what a round orders inside itself, it mirrors in every
   * second one.
   */
  readonly repetition: number;
  readonly session: DriverSession;
  readonly workload: Workload;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly host: RoundHost;
  /** What an earlier try of this same round recorded before it was cut off; empty for a first try. */
  readonly journal: readonly RunRecord[];
  /** Limits of the host, and of the technology where it knows some, as they are now. */
  walls(): Promise<readonly Wall[]>;
  /**
   * Puts decoys on the host, for instances to find if they can; undefined where the round must not touch a
   * real host.
   */
  openWitness(): Promise<HostWitness | undefined>;
  /**
   * Launches and records it; resolves to undefined for a launch that failed, which is recorded as censored.
   * Rejects with the reason of `abort`, when that is given and aborts, and then leaves nothing behind and
   * records nothing.
   */
  launch(
    spec: Omit<LaunchSpec, 'workload'> & { readonly application?: Application },
    temperature: Temperature,
    abort?: AbortSignal,
  ): Promise<Instance | undefined>;
  /** How an instance ended by itself; undefined while it runs, and when it was removed or killed. */
  endOf(instance: Instance): InstanceEnd | undefined;
  /** Calls back when an instance of the round ends by itself, until the returned function is called. */
  onEnd(listener: (instance: Instance) => void): () => void;
  /** These are made to end, or replaced when they do: their ends are recorded and are no failures. */
  mayEnd(instances: readonly Instance[]): void;
  /** Why the latest launch failed; undefined when none did. */
  lastFailure(): string | undefined;
  /** Stops, removes and records instances, several at a time. */
  remove(instances: readonly Instance[]): Promise<void>;
  /**
   * The emergency brake: kills what runs in them within milliseconds, asking no technology. They must still
   * be removed.
   */
  kill(instances: readonly Instance[]): void;
  /**
   * Lets the harness, and nothing that it starts, run before everything else until disposed of, so that it
   * stamps on time.
   */
  hurry(): Promise<AsyncDisposable>;
  record(record: RunRecord): void;
  /** Records one value of a metric, taken now: `sample<MemorySample>('memory.pss', …)`. */
  sample<Name extends string>(metric: Name, value: number, details?: SampleDetails): void;
  /** Records what a reader of the round's figures must know. */
  warn(warning: Pick<WarningRecord, 'code' | 'message' | 'advice'>): void;
  /** Milliseconds since the run's start, for records. */
  at(): number;
  /** Names the phase for the display. */
  phase(phase: 'prepare' | 'launch' | 'settle' | 'measure' | 'teardown', detail: string): void;
}

/** What a sample is of, where it is not of the whole round. */
export type SampleDetails = Pick<SampleRecord, 'density' | 'instance' | 'role' | 'parameters'>;

/** One of several things that an experiment launches on the same variant. */
export interface Application {
  /** A name of `Experiment.images`. */
  readonly image: string;
  readonly workload: Workload;
}

/** The host's side of a look at what separates instances from it. Disposing takes its decoys away. */
export interface HostWitness extends AsyncDisposable {
  readonly decoys: Decoys;
  /** Read afresh at each call. */
  facts(): HostFacts;
  /** Connections that the decoy's port has accepted so far. */
  connections(): number;
}

/** The machines that a round's instances run on, as one host. */
export interface RoundHost {
  /** Of every node; at least one. */
  readonly names: readonly string[];
  memory(): Promise<RoundMemory>;
  /** In the order of the scopes. */
  memoryOf(scopes: readonly Scope[]): Promise<readonly ScopeMemory[]>;
  cpuOf(scopes: readonly Scope[]): Promise<readonly ScopeCpu[]>;
}

export interface RoundMemory {
  /** MemAvailable, summed over the nodes. Bytes. */
  readonly availableBytes: number;
  readonly nodes: readonly {
    readonly node: string;
    readonly availableBytes: number;
    /** Stays with the node, whatever is measured: nothing is launched below it. */
    readonly reserveBytes: number;
  }[];
}
