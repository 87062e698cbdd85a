import type { GateRule } from './gate.ts';

/**
 * A scenario after loading: defaults filled in, units parsed. scenario/schema.ts shows what users write.
 */

export type ImageSource =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'ref'; readonly ref: string }
  | BuildSource
  | {
      readonly kind: 'archive';
      readonly file: string;
      /** Tag or digest of the image to use, if the archive holds several. */ readonly name?:
        | string
        | undefined;
    };

export interface BuildSource {
  readonly kind: 'build';
  readonly directory: string;
  /** Path of the Dockerfile in the directory; default `Dockerfile`. */
  readonly dockerfile?: string | undefined;
  /** The stage to build; default: the last one. */
  readonly target?: string | undefined;
  /** Values of the Dockerfile's ARGs. */
  readonly args?: Readonly<Record<string, string>> | undefined;
  /** Build the files of this git revision, not those of the working tree. */
  readonly revision?: string | undefined;
}

/** How readiness is detected. `log` and `exit` are pushed; the others are polled every `intervalMs`. */
export type ReadyRule =
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'tcp'; readonly port: number; readonly intervalMs: number }
  | { readonly kind: 'http'; readonly port: number; readonly path: string; readonly intervalMs: number }
  | { readonly kind: 'exec'; readonly command: readonly string[]; readonly intervalMs: number };

export interface Workload {
  readonly ready: ReadyRule;
  /** A launch that is not ready after this time has failed (a censored sample). Milliseconds. */
  readonly timeoutMs: number;
  /** Arguments instead of the image's own command. */
  readonly command?: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
}

export interface Variant {
  readonly name: string;
  readonly driver: string;
  /** Parsed by the driver's own schema; opaque to everyone else. */
  readonly options: unknown;
  /** What this variant launches instead of the scenario's image, to compare two images. */
  readonly image?: ImageSource | undefined;
  /** Instead of the workload's command. */
  readonly command?: readonly string[] | undefined;
  /** Added to the workload's variables, and overriding them. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The variant that this one repeats under another name: the A′ of an A/A comparison. */
  readonly twinOf?: string | undefined;
}

/** Ends a series before its last round, because of its precision, never because of significance. */
export interface Precision {
  readonly minRounds: number;
  /** Half-width of the 95% interval, relative: 0.02 is ±2%. */
  readonly until: number;
}

export interface ExperimentRequest {
  readonly name: string;
  /** Parsed by the experiment's own schema; opaque to everyone else. */
  readonly options: unknown;
  /** Repetitions of each cell; the maximum, if there is a precision to stop at. */
  readonly rounds: number;
  readonly precision?: Precision | undefined;
}

export interface Scenario {
  readonly name: string;
  readonly question?: string | undefined;
  readonly image: ImageSource;
  readonly workload: Workload;
  readonly reference: string;
  readonly rounds: number;
  readonly variants: readonly Variant[];
  readonly experiments: readonly ExperimentRequest[];
  readonly gates?: readonly GateRule[] | undefined;
}
