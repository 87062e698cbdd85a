import { z } from 'zod';
import { fileExists, isDirectory, writeTextAtomically } from '../host/files.ts';
import { BASELINE_SCHEMA_VERSION, type Baseline } from '../model/baseline.ts';
import { IsodenseError } from '../model/errors.ts';
import { departure, readJson, versionOf } from './json-file.ts';
import { exactly, type Exactly } from './shapes/exact.ts';
import { TESTBED } from './shapes/testbed.ts';
import { count, parameters, reading, texts, unit } from './shapes/values.ts';

const figures = z.array(reading);

/** Unknown facts are accepted: a newer version may have stored them. */
const BASELINE = z.object({
  schemaVersion: z.literal(BASELINE_SCHEMA_VERSION),
  scenario: z.string(),
  testbed: TESTBED,
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
            density: count,
            parameters,
            metric: z.string(),
            unit,
            observations: figures,
          }),
        ),
        controls: z.record(z.string(), figures),
        versions: z.record(z.string(), texts),
      }),
    )
    .min(1),
});
exactly<Exactly<typeof BASELINE, Baseline>>(true);

const SAVED = 'give a file that isodense baseline save wrote';

/**
 * @throws IsodenseError `no-baseline` when there is no such file; `usage` when it is not a baseline, or has
 * another schema version
 */
export function readBaseline(file: string): Baseline {
  if (!fileExists(file))
    throw new IsodenseError('no-baseline', `expected a baseline, but there is no file ${file}`, {
      hint: `save one from an accepted run: isodense baseline save DIR ${file}`,
    });
  if (isDirectory(file))
    throw new IsodenseError('usage', `expected a baseline file, but ${file} is a directory`, {
      hint: 'to save a run directory as a baseline: isodense baseline save DIR FILE',
    });
  const value = readJson(file, SAVED);
  const version = versionOf(value);
  if (version !== undefined && version !== BASELINE_SCHEMA_VERSION) {
    throw new IsodenseError(
      'usage',
      `${file} has schema version ${version}; this isodense reads version ${BASELINE_SCHEMA_VERSION}`,
      { hint: 'save it again from its runs with this version' },
    );
  }
  const { error } = BASELINE.safeParse(value);
  if (error !== undefined)
    throw new IsodenseError('usage', `${file} is not a baseline: ${departure(error)}`, { hint: SAVED });
  return value as Baseline;
}

export function writeBaseline(file: string, baseline: Baseline): void {
  writeTextAtomically(file, `${JSON.stringify(baseline, null, 1)}\n`);
}
