import type { Scenario } from './scenario.ts';
import type { Testbed } from './testbed.ts';
import type { VariantStatus } from './summary.ts';

export const RUN_SCHEMA_VERSION = 1;

export interface VariantManifest {
  readonly name: string;
  readonly driver: string;
  readonly status: VariantStatus;
  readonly versions: Readonly<Record<string, string>>;
  readonly label: string | null;
  readonly twinOf?: string;
}

export type Completeness = 'running' | 'complete' | 'interrupted' | 'failed';

export interface ImageManifest {
  readonly description: string;
  readonly digest: string;
  readonly architecture: string;
  /** True when the image's architecture is not the host's, so that everything is emulated. */
  readonly foreign: boolean;
}

/** run.json: what was requested, on which host, with which versions, and how far the run got. */
export interface RunManifest {
  readonly schemaVersion: typeof RUN_SCHEMA_VERSION;
  readonly tool: { readonly name: 'isodense'; readonly version: string };
  readonly id: string;
  /** The command that reproduces the run. */
  readonly command: string;
  readonly seed: number;
  readonly scenarioFile: string;
  readonly scenarioText: string;
  readonly scenario: Scenario;
  readonly image: ImageManifest | null;
  readonly testbed: Testbed;
  readonly variants: readonly VariantManifest[];
  /** ISO 8601, wall clock; every other time in a run is on the monotonic clock. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly completeness: Completeness;
  readonly reason?: string;
}
