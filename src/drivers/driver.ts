import type { z } from 'zod';
import type { Clock } from '../host/clock.ts';
import type { Duplex } from 'node:stream';
import type { PreparedImage, ImageTools } from '../image/image.ts';
import type { ImageEngine } from '../image/sources/engine.ts';
import type { HostAccess, Scope } from '../model/host-access.ts';
import type { DeadOwner, Owner, Swept } from '../model/owner.ts';
import type { InstanceEnd, LaunchMarks, WarningRecord } from '../model/records.ts';
import type { Workload } from '../model/scenario.ts';
import type { Wall } from '../model/wall.ts';

/** One isolation technology as scenarios know it. Nothing is started with it and nothing is owned. */
export interface Technology<Options = unknown> {
  /** As written in scenarios, after `driver:`. */
  readonly name: string;
  /** One sentence for `--help` and the documentation. */
  readonly summary: string;
  /** Parses the driver's part of a variant (everything but `driver`). Strict: unknown keys are errors. */
  readonly options: z.ZodType<Options>;
  /**
   * Configurations that a host is commonly asked for, for `isodense doctor`: name → options as users write
   * them.
   */
  readonly examples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * Why these options and this workload cannot go together, with how to fix it; absent where everything can.
   */
  conflicts?(options: Options, workload: Workload): string | undefined;
  /**
   * Instances with these options have the same ports: one port can be listened on by one of them only. Absent
   * where none do.
   */
  sharesPorts?(options: Options): boolean;
  open(context: DriverContext): Driver<Options>;
}

/**
 * The contract between isodense and one isolation technology. A driver launches, describes and removes
 * instances; it measures nothing but the marks of its own launches and judges nothing.
 */
export interface Driver<Options = unknown> extends AsyncDisposable {
  readonly technology: Technology<Options>;
  /**
   * Can this host run it, with what versions; or why not, and how to fix it. May start what it needs (an
   * engine).
   */
  check(options: Options, signal: AbortSignal): Promise<Availability>;
  /** A session launches instances of one image for one variant. */
  open(request: OpenRequest<Options>): Promise<DriverSession>;
  /** Limits of this technology on the number of instances, as they are now; absent where it knows none. */
  walls?(options: Options): Promise<readonly Wall[]>;
  /**
   * Removes what dead owners left behind, and nothing else. `isAlive` answers for every other owner id that
   * it finds. What cannot be removed keeps nothing else from being swept.
   */
  sweep(dead: readonly DeadOwner[], isAlive: (ownerId: string) => boolean): Promise<Swept>;
  /** The technology's engine, for images that are pulled or built; absent where it has none. */
  readonly imageEngine?: ImageEngine;
}

export type Availability =
  | {
      readonly usable: true;
      readonly versions: Readonly<Record<string, string>>;
      /** Shown wherever the variant's numbers are shown; null when there is nothing a reader must know. */
      readonly label: string | null;
    }
  | { readonly usable: false; readonly reason: string; readonly hint: string };

/** What every driver is opened with. */
export interface DriverContext {
  readonly owner: Owner;
  readonly clock: Clock;
  /** Everything below it belongs to this process and disappears with it (or with a sweep). */
  readonly stateDirectory: string;
  /** Survives the process: exported root filesystems, VM disks, kernels. Documented for users. */
  readonly cacheDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly images: ImageTools;
  /** The machine that isodense runs on. */
  readonly host: HostAccess;
  /** Notes for `--verbose`; never needed to understand a failure. */
  readonly log: (message: string) => void;
  /**
   * What takes a while, for whoever waits: `making the disk of nginx:1.27: 40,000 files`. Absent where nobody
   * does.
   */
  readonly progress?: (doing: string) => void;
  /** What a reader of the results must know. Shown and stored, each once. Absent where nothing is stored. */
  readonly warn?: (warning: DriverWarning) => void;
}

export type DriverWarning = Pick<WarningRecord, 'code' | 'message' | 'advice'>;

export interface OpenRequest<Options> {
  /** Short and unique in the run, fit for a name on any technology: lower-case letters, digits, hyphens. */
  readonly name: string;
  readonly options: Options;
  readonly image: PreparedImage;
  readonly signal: AbortSignal;
}

/** CPU that an experiment asks for on top of the variant's own limits. */
export interface CpuRequest {
  /** Kernel scale, default 100. */
  readonly weight?: number;
  /** In cores. */
  readonly quota?: number;
  /** CPU list, such as `0`. */
  readonly cpuset?: string;
}

/** Limits that an experiment puts on one instance, instead of the variant's own. */
export interface LaunchLimits {
  /** A container's or process's limit, a VM's memory. Bytes. */
  readonly memoryBytes?: number;
  /** Processes and threads as the host counts them. */
  readonly pids?: number;
}

export interface LaunchSpec {
  /** Unique in the session as long as the instance lives. */
  readonly index: number;
  readonly workload: Workload;
  /** When the plan wanted it to begin; on the context's clock. */
  readonly intended: number;
  readonly cpu?: CpuRequest;
  readonly limits?: LaunchLimits;
}

export interface DriverSession extends AsyncDisposable {
  /** Every machine that instances of the session can be on; at least one. */
  readonly nodes: readonly HostAccess[];
  /**
   * Resolves when the workload is ready and the start call has returned. Rejects with a LaunchError, and then
   * leaves nothing behind. An absent image is put in place first, and `imageReady` marks it.
   */
  launch(spec: LaunchSpec, signal: AbortSignal): Promise<Instance>;
  /** Makes the image absent, as on a host that never ran it. The next launch pays for it. */
  forgetImage(signal: AbortSignal): Promise<void>;
  /** Puts the image in place, so that the next launch finds it. Idempotent. */
  provideImage(signal: AbortSignal): Promise<void>;
  /**
   * Why nothing can be launched in this session any more, when what stands behind it is gone; asked after a
   * round failed. Absent where nothing stands behind it.
   */
  lost?(): Promise<string | undefined>;
  /** Daemons that serve all instances and belong to none. Empty where there are none. */
  sharedScopes(): Scope[];
  /**
   * Idempotent. Removes everything that the session made and throws when a look shows that something remains.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface OutputLine {
  readonly text: string;
  /** When the line's end reached the harness; on the context's clock. */
  readonly atMs: number;
}

export interface Instance extends AsyncDisposable {
  readonly id: string;
  readonly index: number;
  readonly marks: LaunchMarks;
  /** Live cgroups and PIDs charged to this instance, read afresh at each call; empty once it is gone. */
  scopes(): Scope[];
  /** One line to the workload's standard input. */
  send(line: string): void;
  /**
   * Calls back for every line that was received and kept, then for each new one, until the returned function
   * is called.
   */
  onLine(listener: (line: OutputLine) => void): () => void;
  /** Calls back once, with the time, when its output has contained the text: the line need not have ended. */
  onText(text: string, found: (atMs: number) => void): () => void;
  /** Runs a command inside; absent where the technology or the options offer no way in. */
  exec?(command: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** Opens a connection to a port of the workload; absent where it has no reachable network. */
  dial?(port: number, signal: AbortSignal): Promise<Duplex>;
  /** What it really got, read back from the technology: `memory limit` → `none`. */
  configuration(): Promise<Readonly<Record<string, string>>>;
  /**
   * A VM's memory before the workload got any, as its own kernel counts it. Bytes. Absent where the kernel is
   * the host's.
   */
  guestMemory?(): { readonly configured: number; readonly available: number };
  /** Resolves as soon as the workload has ended, by itself or because it was removed. */
  readonly exited: Promise<InstanceEnd>;
  /**
   * The last lines of its output. After its end: once all of it has arrived, or no more is to be expected.
   */
  lastWords(): Promise<string>;
  /** Stops and removes it; idempotent; throws when something remains. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ExecResult {
  readonly code: number;
  readonly output: string;
}

/** A launch that did not become ready. The marks reached so far are kept: it is a censored sample. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly outcome: 'failed' | 'timeout';
  readonly marks: LaunchMarks;

  constructor(outcome: 'failed' | 'timeout', message: string, marks: LaunchMarks, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.outcome = outcome;
    this.marks = marks;
  }
}
