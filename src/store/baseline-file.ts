import { z } from 'zod';
import { fileExists, isDirectory, writeTextAtomically } from '../host/files.ts';
import { BASELINE_SCHEMA_VERSION, type Baseline } from '../model/baseline.ts';
import { IsodenseError } from '../model/errors.ts';
import { departure, readJson, versionOf } from './json-file.ts';

const texts = z.record(z.string(), z.string());
const figures = z.array(z.number());

/** What must be there for a baseline to be judged with; facts of the testbed that this version does not know are kept. */
const BASELINE = z.object({
  schemaVersion: z.literal(BASELINE_SCHEMA_VERSION),
  scenario: z.string(),
  testbed: z.looseObject({ cpuModel: z.string(), cores: z.number(), memoryBytes: z.number(), kernel: z.string(), settings: texts }),
  sessions: z
    .array(
      z.object({
        runId: z.string(),
        startedAt: z.string(),
        tool: z.string(),
        series: z.array(
          z.object({
            experiment: z.string(),
            variant: z.string(),
            density: z.number(),
            parameters: z.record(z.string(), z.union([z.string(), z.number()])),
            metric: z.string(),
            unit: z.string(),
            observations: figures,
          }),
        ),
        controls: z.record(z.string(), figures),
        versions: z.record(z.string(), texts),
      }),
    )
    .min(1),
});

const SAVED = 'give a file that isodense baseline save wrote';

/**
 * @throws IsodenseError `no-baseline` when there is no such file; `usage` when it is not a baseline, or one of another schema version
 */
export function readBaseline(file: string): Baseline {
  if (!fileExists(file)) throw new IsodenseError('no-baseline', `expected a baseline, but there is no file ${file}`, { hint: `make it from a run that you accept: isodense baseline save DIR ${file}` });
  if (isDirectory(file)) throw new IsodenseError('usage', `expected a baseline file, but ${file} is a directory`, { hint: 'of a run directory, isodense baseline save DIR FILE makes one' });
  const value = readJson(file, SAVED);
  const version = versionOf(value);
  if (version !== undefined && version !== BASELINE_SCHEMA_VERSION) {
    throw new IsodenseError('usage', `${file} has schema version ${version}; this isodense reads version ${BASELINE_SCHEMA_VERSION}`, { hint: 'save it again from its runs, with this isodense' });
  }
  const { error } = BASELINE.safeParse(value);
  if (error !== undefined) throw new IsodenseError('usage', `${file} is not a baseline: ${departure(error)}`, { hint: SAVED });
  return value as Baseline;
}

export function writeBaseline(file: string, baseline: Baseline): void {
  writeTextAtomically(file, `${JSON.stringify(baseline, null, 1)}\n`);
}
