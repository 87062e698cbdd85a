import { messageOf } from '../model/errors.ts';
import { wallClock } from '../host/clock.ts';
import type { RunEvent } from '../model/events.ts';
import type { RunManifest, VariantManifest } from '../model/manifest.ts';
import type { WarningRecord } from '../model/records.ts';
import type { RunDirectory } from '../store/run-directory.ts';

/** Keeps a run directory in step with what the run tells, so that a crash at any moment leaves a readable run. */
export class RunJournal {
  readonly #directory: RunDirectory;
  #manifest: RunManifest;

  constructor(directory: RunDirectory, manifest: RunManifest) {
    this.#directory = directory;
    this.#manifest = manifest;
    this.write({});
  }

  get manifest(): RunManifest {
    return this.#manifest;
  }

  write(change: Partial<RunManifest>): void {
    this.#manifest = { ...this.#manifest, ...change };
    this.#directory.writeManifest(this.#manifest);
  }

  note(event: RunEvent): void {
    if (event.kind === 'checked') this.#noteVariant(event.manifest);
    if (event.kind === 'planned') this.#directory.writePlan(event.plan);
    if (event.kind === 'record') this.#directory.samples.write(event.record);
  }

  /** @param atMs on the run's time axis */
  warn(warnings: readonly Omit<WarningRecord, 'atMs'>[], atMs: number): void {
    for (const warning of warnings) this.#directory.samples.write({ ...warning, atMs });
  }

  /** In place of what an earlier check found, in a run that is resumed. */
  #noteVariant(found: VariantManifest): void {
    this.write({ variants: [...this.#manifest.variants.filter(({ name }) => name !== found.name), found] });
  }

  /** An interruption explains whatever failed after it. */
  end(interruption: AbortSignal, failure: unknown): void {
    const how: Pick<RunManifest, 'completeness' | 'reason'> = interruption.aborted
      ? { completeness: 'interrupted', reason: messageOf(interruption.reason) }
      : failure === undefined
        ? { completeness: 'complete' }
        : { completeness: 'failed', reason: messageOf(failure) };
    this.write({ ...how, endedAt: wallClock() });
  }
}
