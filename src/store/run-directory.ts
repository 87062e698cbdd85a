import { join } from 'node:path';
import { ensureDirectory, fileExists, readText, writeTextAtomically } from '../host/files.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import { RUN_SCHEMA_VERSION, type RunManifest } from '../model/manifest.ts';
import type { Plan } from '../model/plan.ts';
import type { StoredRun } from '../model/run-data.ts';
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
      throw new IsodenseError('usage', `the run directory ${path} cannot be made (${messageOf(error)})`, { hint: 'choose another directory with --out', cause: error });
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

/** Reads a run back from disk: complete, interrupted or cut off by a crash. */
export function readRun(path: string): StoredRun {
  const manifestFile = join(path, FILES.manifest);
  if (!fileExists(manifestFile)) {
    throw new IsodenseError('usage', `expected a run directory, but there is no ${FILES.manifest} in ${path}`, { hint: 'give the directory that isodense run printed, such as reports/NAME-DATE' });
  }
  const manifest = parse<RunManifest>(manifestFile);
  const version: number = manifest.schemaVersion;
  if (version !== RUN_SCHEMA_VERSION) {
    throw new IsodenseError('usage', `${manifestFile} has schema version ${version}; this isodense reads version ${RUN_SCHEMA_VERSION}`, { hint: 'use the isodense that wrote it: tool.version in the same file' });
  }
  const planFile = join(path, FILES.plan);
  return {
    directory: path,
    manifest,
    plan: fileExists(planFile) ? parse<Plan>(planFile) : EMPTY_PLAN,
    records: readRecords(join(path, FILES.samples)),
  };
}

function parse<T>(file: string): T {
  try {
    return JSON.parse(readText(file)) as T;
  } catch (error) {
    throw new IsodenseError('usage', `${file} is not JSON`, { hint: 'it is written by isodense run; restore it or run again', cause: error });
  }
}
