import { join } from 'node:path';
import type { z } from 'zod';
import { ensureDirectory, fileExists, isDirectory, writeTextAtomically } from '../host/files.ts';
import { IsodenseError } from '../model/errors.ts';
import { RUN_SCHEMA_VERSION, type RunManifest } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { StoredRun } from '../model/run-data.ts';
import { departure, readJson, versionOf } from './json-file.ts';
import { MANIFEST, PLAN } from './run-shape.ts';
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

export class RunDirectory {
  readonly path: string;
  readonly samples: SampleWriter;

  private constructor(path: string) {
    this.path = path;
    this.samples = new SampleWriter(join(path, FILES.samples));
  }

  /** Makes the directory. A directory that already holds a run is never written into. */
  static create(path: string): RunDirectory {
    if (fileExists(join(path, FILES.manifest))) {
      throw new IsodenseError('usage', `${path} already holds a run`, { hint: 'choose another directory with --out, or remove this one' });
    }
    try {
      ensureDirectory(path);
    } catch (error) {
      throw error instanceof IsodenseError ? new IsodenseError(error.kind, `the run directory cannot be made: ${error.message}`, { hint: 'choose another directory with --out', cause: error }) : error;
    }
    return new RunDirectory(path);
  }

  /** An existing run, to write what is derived from it again. */
  static reopen(path: string): RunDirectory {
    return new RunDirectory(path);
  }

  writeManifest(manifest: RunManifest): void {
    this.#writeJson(FILES.manifest, manifest);
  }

  writePlan(plan: Plan): void {
    this.#writeJson(FILES.plan, plan);
  }

  write(file: 'summary' | 'html' | 'markdown' | 'csv', text: string): void {
    writeTextAtomically(join(this.path, FILES[file]), text);
  }

  #writeJson(file: string, value: unknown): void {
    writeTextAtomically(join(this.path, file), `${JSON.stringify(value, null, 2)}\n`);
  }
}

/**
 * Reads a run back from disk: complete, interrupted or cut off by a crash.
 * @throws IsodenseError (usage) for what is not a run directory, or one that has lost something since it was written
 */
export function readRun(path: string): StoredRun {
  const manifestFile = join(path, FILES.manifest);
  if (!fileExists(manifestFile)) {
    const got = !fileExists(path) ? `there is no ${path}` : isDirectory(path) ? `there is no ${FILES.manifest} in ${path}` : `${path} is a file`;
    throw new IsodenseError('usage', `expected a run directory, but ${got}`, { hint: 'give the directory that isodense run printed, such as reports/NAME-DATE' });
  }
  const manifest = readPart<RunManifest>(manifestFile, MANIFEST);
  const planFile = join(path, FILES.plan);
  const samplesFile = join(path, FILES.samples);
  const lost = manifest.completeness === 'complete' ? [planFile, samplesFile].find((file) => !fileExists(file)) : undefined;
  if (lost !== undefined) throw new IsodenseError('usage', `expected ${lost}, since ${manifestFile} says that the run is complete, but there is no such file`, { hint: RESTORE });
  return {
    directory: path,
    manifest,
    plan: fileExists(planFile) ? readPart<Plan>(planFile, PLAN) : EMPTY_PLAN,
    records: readRecords(samplesFile),
  };
}

function readPart<T>(file: string, shape: z.ZodType): T {
  const value = readJson(file, RESTORE);
  const version = versionOf(value);
  if (version !== undefined && version !== RUN_SCHEMA_VERSION) {
    throw new IsodenseError('usage', `${file} has schema version ${version}; this isodense reads version ${RUN_SCHEMA_VERSION}`, { hint: 'use the isodense that wrote it: tool.version in the same file' });
  }
  const { error } = shape.safeParse(value);
  if (error !== undefined) throw new IsodenseError('usage', `${file} is not as isodense run writes it: ${departure(error)}`, { hint: RESTORE });
  return value as T;
}
