import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runScenario } from '../pipeline/run-scenario.ts';
import { sampleRun } from '../support/sample-run.ts';
import { tryMutants, type FuzzResult } from './outcome.ts';
import { sourceOf, storeRun, tryRun, writeMutantRun } from './runs.ts';
import { mutantScenario, tryScenario } from './scenarios.ts';

/**
 * `npm run fuzz -- --seed N --count M [--from K]` sets them; npm test takes a fixed seed, so that it fails
 * for what changed and not by chance.
 */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const COUNT = process.env['FUZZ_COUNT'] === undefined ? undefined : Number(process.env['FUZZ_COUNT']);
const FROM = Number(process.env['FUZZ_FROM'] ?? 0);
const LONG = 6 * 60 * 60_000;

const again = (number: number): string => `npm run fuzz -- --seed ${SEED} --from ${number} --count 1`;

/**
 * The directory or a file in it; the file alone, or the run's id, where the caller adds which run it is, or
 * several are compared.
 */
const PLACE_OF_RUN = /\/mutant\b|\brun\.json\b|\bisdgolden\b/;

const SCENARIO = `name: golden
image: { builtin: hello }
reference: small
twin: true
variants:
  small:  { driver: fake, ready: 20ms, memory: 10MiB, cores: 2 }
  shaky:  { driver: fake, ready: 20ms, jitter: 10ms, memory: 10MiB, failures: 0.25, seed: 3 }
experiments:
  startup: { densities: [1, 3], concurrency: [2], rounds: 3 }
  memory:  { densities: [1, 2, 3], rounds: 2 }
  sharing: { overcommit: [1, 2], weights: [[300, 100]], quotas: [0.5], rounds: 2 }
`;

let directory: string;
let good: readonly string[];
let reference: ReturnType<typeof sourceOf>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-fuzz-'));
  good = [join(directory, 'pretended'), join(directory, 'sample')];
  storeRun(good[0]!, await runScenario(SCENARIO, 7));
  storeRun(good[1]!, sampleRun({ rounds: 2, variants: ['runc', 'gvisor'] }));
  reference = sourceOf(good[0]!);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function expectNoFailure(result: FuzzResult): void {
  if (COUNT !== undefined)
    process.stdout.write(
      `seed ${SEED}: ${result.mutants} mutants, ${result.accepted} accepted, ${result.refused} refused, ${result.failures.length} failures; slowest ${Math.round(result.slowestMs)} ms\n`,
    );
  if (result.failures.length > 0)
    expect.fail(`${result.failures.length} failures:\n\n${result.failures.join('\n\n')}`);
  // A few mutants, as of one seed, may all be good or all be bad.
  if (COUNT === undefined) expect(Math.min(result.accepted, result.refused)).toBeGreaterThan(0);
}

it(
  'every mutant of a shipped scenario is accepted, or refused with its place',
  async () => {
    expectNoFailure(
      await tryMutants(
        FROM,
        COUNT ?? 2_000,
        (number) => tryScenario(mutantScenario(SEED, number)),
        /^mutant\.yaml:\d+:\d+ /,
        again,
      ),
    );
  },
  LONG,
);

it('the runs that mutants are made of are good ones', () => {
  for (const run of good) for (const againstRun of [true, false]) tryRun(run, reference, againstRun);
});

it(
  'every mutant of a stored run is read, or refused with its file',
  async () => {
    const mutant = join(directory, 'mutant');
    const attempt = (number: number): void => {
      writeMutantRun(mutant, good, SEED, number);
      tryRun(mutant, reference, number % 2 === 0);
    };
    expectNoFailure(await tryMutants(FROM, COUNT ?? 1_000, attempt, PLACE_OF_RUN, again));
  },
  LONG,
);
