/** A scenario after loading: defaults filled in, units parsed. See scenario/schema.ts for what users write. */

export type ImageSource =
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'ref'; readonly ref: string }
  | { readonly kind: 'build'; readonly directory: string }
  | { readonly kind: 'archive'; readonly file: string };

/** How an instance says that it is ready. `log` and `exit` are pushed; the others are polled every `intervalMs`. */
export type ReadyRule =
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'tcp'; readonly port: number; readonly intervalMs: number }
  | { readonly kind: 'http'; readonly port: number; readonly path: string; readonly intervalMs: number }
  | { readonly kind: 'exec'; readonly command: readonly string[]; readonly intervalMs: number };

export interface Workload {
  readonly ready: ReadyRule;
  /** A launch that is not ready after this time has failed (a censored sample). Milliseconds. */
  readonly timeoutMs: number;
  /** Arguments in place of the image's own command. */
  readonly command?: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
}

export interface Variant {
  readonly name: string;
  readonly driver: string;
  /** Parsed by the driver's own schema; opaque to everyone else. */
  readonly options: unknown;
}

export interface ExperimentRequest {
  readonly name: string;
  /** Parsed by the experiment's own schema; opaque to everyone else. */
  readonly options: unknown;
  readonly rounds: number;
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
}
