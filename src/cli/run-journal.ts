import { IsodenseError, messageOf, RunIncomplete } from '../model/errors.ts';
import { wallClock } from '../host/clock.ts';
import type { RunEvent } from '../model/events.ts';
import type { RunManifest, VariantManifest } from '../model/manifest.ts';
import type { WarningRecord } from '../model/records.ts';
import { counted } from '../model/units.ts';
import type { RunDirectory } from '../store/run-directory.ts';

type RoundsLeft = RunEvent & { readonly kind: 'rounds-left' };

/**
 * Keeps a run directory in step with what the run tells, so that a crash at any moment leaves a readable run.
 */
export class RunJournal {
  readonly #directory: RunDirectory;
  #manifest: RunManifest;
  readonly #left: RoundsLeft[] = [];

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
    if (event.kind === 'rounds-left') this.#left.push(event);
    if (event.kind === 'planned') this.#directory.writePlan(event.plan);
    if (event.kind === 'record') this.#directory.samples.write(event.record);
  }

  /** @param atMs on the run's time axis */
  warn(warnings: readonly Omit<WarningRecord, 'atMs'>[], atMs: number): void {
    for (const warning of warnings) this.#directory.samples.write({ ...warning, atMs });
  }

  /**
   * What a run ends with that could not take some of its rounds, with what went wrong besides; else just
   * that.
   */
  incompleteness(failure: unknown): unknown {
    if (this.#left.length === 0 || (failure instanceof Error && !(failure instanceof IsodenseError)))
      return failure;
    const told = this.#left
      .map(({ variant, rounds, reason }) => `${counted(rounds, 'round')} of ${variant} (${reason})`)
      .join(', ');
    const besides =
      failure instanceof IsodenseError
        ? [failure.message, ...(failure.hint === undefined ? [] : [failure.hint])]
        : [];
    return new RunIncomplete('unavailable', [`not measured: ${told}`, ...besides].join('\n  '), {
      hint: `when these variants can run again: isodense run --resume ${this.#directory.path}`,
      cause: failure,
    });
  }

  /** Instead of what an earlier check found, in a run that is resumed. */
  #noteVariant(found: VariantManifest): void {
    const before = this.#manifest.variants.find(({ name }) => name === found.name);
    // What it was measured with stays, where it cannot run at the moment.
    if (before?.status.state === 'measured' && found.status.state === 'unavailable') return;
    this.write({ variants: [...this.#manifest.variants.filter(({ name }) => name !== found.name), found] });
  }

  /** An interruption explains whatever failed after it. */
  end(interruption: AbortSignal, failure: unknown): void {
    const how: Pick<RunManifest, 'completeness' | 'reason'> = interruption.aborted
      ? { completeness: 'interrupted', reason: messageOf(interruption.reason) }
      : failure === undefined
        ? { completeness: 'complete' }
        : {
            completeness: failure instanceof RunIncomplete ? 'interrupted' : 'failed',
            reason: messageOf(failure),
          };
    this.write({ ...how, endedAt: wallClock() });
  }
}
