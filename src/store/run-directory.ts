import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { isClaim } from '../host/claim.ts';
import {
  ensureDirectory,
  fileExists,
  isDirectory,
  listDirectory,
  makeDirectory,
  writeTextAtomically,
} from '../host/files.ts';
import { IsodenseError } from '../model/errors.ts';
import { RUN_SCHEMA_VERSION, type RunManifest } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { StoredRun } from '../model/run-data.ts';
import { shown } from '../model/shown.ts';
import { departure, readJson, versionOf } from './json-file.ts';
import { lockRun } from './run-lock.ts';
import { MANIFEST, PLAN } from './shapes/run.ts';
import { readRecords } from './sample-reader.ts';
import { SampleWriter } from './sample-writer.ts';

/** The files of a run directory. */
export const FILES = {
  manifest: 'run.json',
  plan: 'plan.json',
  samples: 'samples.jsonl',
  summary: 'summary.json',
  html: 'report.html',
  markdown: 'summary.md',
  csv: 'statistics.csv',
} as const;

const RESTORE = 'isodense run writes this file; restore it, or run again';

const EMPTY_PLAN: Plan = { seed: 0, order: 'mirrored shuffle', rounds: [] };

export class RunDirectory implements Disposable {
  readonly path: string;
  readonly samples: SampleWriter;
  readonly #lock: Disposable | undefined;

  private constructor(path: string, lock?: Disposable) {
    this.path = path;
    this.#lock = lock;
    this.samples = new SampleWriter(join(path, FILES.samples));
  }

  /**
   * Creates the directory and locks it, so that no two runs write into one. An existing directory is used
   * only if it is empty and the user named it. For a generated name that is taken, the next free one is
   * used: `NAME-2`.
   */
  static create(path: string, isNamed = true): RunDirectory {
    let candidate = path;
    try {
      ensureDirectory(dirname(path));
      for (let number = 2; !makeDirectory(candidate); number += 1) {
        if (isNamed) break;
        candidate = `${path}-${number}`;
      }
    } catch (error) {
      throw error instanceof IsodenseError
        ? new IsodenseError(error.kind, `cannot create the run directory: ${error.message}`, {
            hint: 'choose another directory with --out',
            cause: error,
          })
        : error;
    }
    refuseTaken(candidate);
    const lock = lockRun(candidate);
    try {
      refuseTaken(candidate); // by a run that ended before it took the lock
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
    return new RunDirectory(candidate, lock);
  }

  /** An existing run, to write its derived files again. */
  static reopen(path: string): RunDirectory {
    return new RunDirectory(path);
  }

  /**
   * An existing run, to add measurements.
   * @throws IsodenseError (usage) when it is not a run, or another process writes to it
   */
  static lock(path: string): RunDirectory {
    refuseUnlessRun(path);
    return new RunDirectory(path, lockRun(path));
  }

  [Symbol.dispose](): void {
    this.#lock?.[Symbol.dispose]();
  }

  writeManifest(manifest: RunManifest): void {
    this.#writeJson(FILES.manifest, manifest);
  }

  writePlan(plan: Plan): void {
    this.#writeJson(FILES.plan, plan);
  }

  write(file: 'summary' | 'html' | 'markdown' | 'csv', text: string): void {
    this.#writeText(FILES[file], text);
  }

  #writeJson(file: string, value: unknown): void {
    this.#writeText(file, `${JSON.stringify(value, null, 2)}\n`);
  }

  /**
   * A directory that was removed in the meantime is not created again: half a run in it would look like a
   * whole one.
   */
  #writeText(file: string, text: string): void {
    if (!isDirectory(this.path))
      throw new IsodenseError(
        'unavailable',
        `the run directory ${this.path} is gone: it was removed while isodense used it`,
        { hint: 'its measurements are lost; run again' },
      );
    writeTextAtomically(join(this.path, file), text);
  }
}

/**
 * Checked before the user waits for a directory that cannot be used.
 * @throws IsodenseError (usage) for anything but an empty or missing directory
 */
export function refuseTaken(path: string): void {
  if (!fileExists(path)) return;
  if (!isDirectory(path))
    throw new IsodenseError('usage', `cannot create the run directory: ${path} is a file`, {
      hint: 'choose another directory with --out',
    });
  if (fileExists(join(path, FILES.manifest)))
    throw new IsodenseError('usage', `${path} already holds a run`, {
      hint: 'choose another directory with --out, or remove this one',
    });
  const files = listDirectory(path).filter((name) => !isClaim(name));
  if (files.length === 0) return;
  const some = `${files.slice(0, 3).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`;
  throw new IsodenseError('usage', `${path} is not empty: it holds ${some}`, {
    hint: 'choose an empty or a new directory with --out',
  });
}

function refuseUnlessRun(path: string): void {
  if (fileExists(join(path, FILES.manifest))) return;
  const got = !fileExists(path)
    ? `${path} does not exist`
    : isDirectory(path)
      ? `there is no ${FILES.manifest} in ${path}`
      : `${path} is a file`;
  throw new IsodenseError('usage', `expected a run directory, but ${got}`, {
    hint: 'give the directory that isodense run printed, such as reports/NAME-DATE',
  });
}

/**
 * Reads a run back from disk: complete, interrupted or cut off by a crash.
 * @throws IsodenseError (usage) when the directory is not a run, or a part of it has been lost
 */
export function readRun(path: string): StoredRun {
  refuseUnlessRun(path);
  const manifestFile = join(path, FILES.manifest);
  const manifest = readPart<RunManifest>(manifestFile, MANIFEST);
  const planFile = join(path, FILES.plan);
  const samplesFile = join(path, FILES.samples);
  const lost =
    manifest.completeness === 'complete'
      ? [planFile, samplesFile].find((file) => !fileExists(file))
      : undefined;
  if (lost !== undefined)
    throw new IsodenseError(
      'usage',
      `expected ${lost}, because the run is complete according to ${manifestFile}, but there is no such file`,
      { hint: RESTORE },
    );
  const plan = fileExists(planFile) ? readPart<Plan>(planFile, PLAN) : EMPTY_PLAN;
  refuseContradiction(plan, manifest, planFile);
  const { records, notes } = readRecords(samplesFile, plan);
  return { directory: path, manifest, plan, records, ...(notes.length === 0 ? {} : { notes }) };
}

/** The plan must contain every round that was measured, exactly once. */
function refuseContradiction({ rounds }: Plan, { scenario, variants }: RunManifest, file: string): void {
  const refuse = (why: string) =>
    new IsodenseError('usage', `${file} does not match ${FILES.manifest}: ${why}`, {
      hint: 'the two files belong to different runs, or were edited: restore the one that was replaced',
    });
  const known = new Set([...scenario.variants, ...variants].map(({ name }) => name));
  const seen = new Set<number>();
  for (const [position, { index, repetition, cell }] of rounds.entries()) {
    const at = `rounds.${position}`;
    if (!known.has(cell.variant))
      throw refuse(`${at} has the variant ${shown(cell.variant)}, which is not in the run`);
    if (seen.has(index)) throw refuse(`${at} has the index ${index}, which an earlier round already has`);
    if (repetition > index)
      throw refuse(
        `${at} is repetition ${repetition} at index ${index}, but there are too few rounds before it`,
      );
    seen.add(index);
  }
}

function readPart<T>(file: string, shape: z.ZodType): T {
  const value = readJson(file, RESTORE);
  const version = versionOf(value);
  if (version !== undefined && version !== RUN_SCHEMA_VERSION) {
    throw new IsodenseError(
      'usage',
      `${file} has schema version ${version}; this isodense reads version ${RUN_SCHEMA_VERSION}`,
      { hint: 'use the version of isodense that wrote it (tool.version in the same file)' },
    );
  }
  const { error } = shape.safeParse(value);
  if (error !== undefined)
    throw new IsodenseError('usage', `${file} is not a valid file of isodense run: ${departure(error)}`, {
      hint: RESTORE,
    });
  return value as T;
}
