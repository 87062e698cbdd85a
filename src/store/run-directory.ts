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

const RESTORE = 'it is written by isodense run; restore it or run again';

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
   * Makes the directory and locks it, so that no two runs ever write into one. One that is there is taken
   * only when it is empty and the user named it; beside a name that nobody chose, another one is found:
   * `NAME-2`.
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
        ? new IsodenseError(error.kind, `the run directory cannot be made: ${error.message}`, {
            hint: 'choose another directory with --out',
            cause: error,
          })
        : error;
    }
    refuseTaken(candidate);
    const lock = lockRun(candidate);
    try {
      refuseTaken(candidate); // by a run that ended before the lock was taken
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
    return new RunDirectory(candidate, lock);
  }

  /** An existing run, to write what is derived from it again. */
  static reopen(path: string): RunDirectory {
    return new RunDirectory(path);
  }

  /**
   * An existing run, to add to what was measured.
   * @throws IsodenseError (usage) when it is none, or when another process writes to it
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
   * A directory that was removed meanwhile is not made again: half a run in it would look like a whole one.
   */
  #writeText(file: string, text: string): void {
    if (!isDirectory(this.path))
      throw new IsodenseError(
        'unavailable',
        `the run directory ${this.path} is gone: it was removed while isodense used it`,
        { hint: 'what was measured is lost with it; run again' },
      );
    writeTextAtomically(join(this.path, file), text);
  }
}

/**
 * Before a user waits for a directory that is not to be had.
 * @throws IsodenseError (usage) for anything but an empty directory, or none
 */
export function refuseTaken(path: string): void {
  if (!fileExists(path)) return;
  if (!isDirectory(path))
    throw new IsodenseError('usage', `the run directory cannot be made: ${path} is a file`, {
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
    ? `there is no ${path}`
    : isDirectory(path)
      ? `there is no ${FILES.manifest} in ${path}`
      : `${path} is a file`;
  throw new IsodenseError('usage', `expected a run directory, but ${got}`, {
    hint: 'give the directory that isodense run printed, such as reports/NAME-DATE',
  });
}

/**
 * Reads a run back from disk: complete, interrupted or cut off by a crash.
 * @throws IsodenseError (usage) for what is not a run directory, or one that has lost something since it was
 * written
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
      `expected ${lost}, since ${manifestFile} says that the run is complete, but there is no such file`,
      { hint: RESTORE },
    );
  const plan = fileExists(planFile) ? readPart<Plan>(planFile, PLAN) : EMPTY_PLAN;
  refuseContradiction(plan, manifest, planFile);
  const { records, notes } = readRecords(samplesFile, plan);
  return { directory: path, manifest, plan, records, ...(notes.length === 0 ? {} : { notes }) };
}

/** What is planned must be there to be measured, and once. */
function refuseContradiction({ rounds }: Plan, { scenario, variants }: RunManifest, file: string): void {
  const refuse = (why: string) =>
    new IsodenseError('usage', `${file} does not go with ${FILES.manifest}: ${why}`, {
      hint: 'the two files are of different runs, or were edited: restore the one that was replaced',
    });
  const known = new Set([...scenario.variants, ...variants].map(({ name }) => name));
  const seen = new Set<number>();
  for (const [position, { index, repetition, cell }] of rounds.entries()) {
    const at = `rounds.${position}`;
    if (!known.has(cell.variant))
      throw refuse(`${at} is of the variant ${shown(cell.variant)}, which the run does not have`);
    if (seen.has(index)) throw refuse(`${at} has the index ${index}, which an earlier round has`);
    if (repetition > index)
      throw refuse(
        `${at} is repetition ${repetition}, with the index ${index}: there are not so many rounds before it`,
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
      { hint: 'use the isodense that wrote it: tool.version in the same file' },
    );
  }
  const { error } = shape.safeParse(value);
  if (error !== undefined)
    throw new IsodenseError('usage', `${file} is not as isodense run writes it: ${departure(error)}`, {
      hint: RESTORE,
    });
  return value as T;
}
