import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openExtension } from '../../src/cli/continue-run.ts';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { PlannedRound } from '../../src/model/plan.ts';
import type { RunRecord } from '../../src/model/records.ts';
import type { Summary } from '../../src/model/summary.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

/**
 * Twenty times as slow, and a tolerance of a hundred percent: what else runs on the machine of the tests
 * cannot hide the one nor move the host control by the other.
 */
const SCENARIO = `name: pretence
image: { builtin: hello }
reference: quick
twin: false
variants:
  quick: { driver: fake, ready: 20ms }
  slow:  { driver: fake, ready: 400ms }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false, rounds: { min: 4, max: 12, until: 90% } }
  memory: { densities: [1, 2], rounds: 1 }
gates:
  - { metric: startup.ready.p50, of: slow, over: quick, maxRegression: 100% }
`;

let place: Workplace;
beforeAll(async () => {
  place = openWorkplace();
  place.file('fake.yaml', SCENARIO);
  expect((await place.isodense('run', 'fake.yaml', '--out', 'measured', '--seed', '7', '--quiet')).code).toBe(
    0,
  );
});
beforeEach(() => {
  cpSync(join(place.directory, 'measured'), path(''), { recursive: true });
  withoutHostControl();
});
afterEach(() => rmSync(path(''), { recursive: true }));
afterAll(() => place[Symbol.dispose]());

const path = (name: string) => join(place.directory, 'run', name);
const read = <T>(name: string) => JSON.parse(readFileSync(path(name), 'utf8')) as T;
const records = () =>
  readFileSync(path('samples.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunRecord);
const write = (kept: readonly RunRecord[]) =>
  writeFileSync(path('samples.jsonl'), kept.map((record) => `${JSON.stringify(record)}\n`).join(''));
const begun = (experiment: string) =>
  records().filter((record) => record.kind === 'round-start' && record.cell.experiment === experiment).length;
const verdictOf = () => read<Judgement>('verdicts.json').verdicts[0]!;
/** Whatever else runs on the machine of the tests has no say in figures that are pretended. */
const withoutHostControl = () =>
  write(
    records().filter((record) => !(record.kind === 'sample' && record.metric.startsWith('host.control.'))),
  );

describe('isodense gate --confirm', () => {
  it('measures as many rounds again of what is red, pools them, and is then red on twice the rounds', async () => {
    expect(begun('startup')).toBe(8); // of 24 planned: precise enough after four repetitions of two variants
    expect((await place.isodense('gate', 'run')).code).toBe(10);
    expect(verdictOf()).toMatchObject({ word: 'regressed', rounds: 4 });

    const { code, stderr, stdout } = await place.isodense('gate', 'run', '--confirm');
    expect(code, stderr).toBe(10);
    expect(stderr).toContain('Measuring 8 more rounds of startup');
    expect(stdout).toContain('✗ REGRESSED');
    expect(verdictOf()).toMatchObject({ word: 'regressed', rounds: 8 });
    expect([begun('startup'), begun('memory')]).toEqual([16, 2]);

    expect(read<RunManifest>('run.json')).toMatchObject({ completeness: 'complete', seed: 7 });
    const repetitions = read<{ rounds: PlannedRound[] }>('plan.json')
      .rounds.filter(({ cell }) => cell.experiment === 'startup')
      .map(({ repetition }) => repetition);
    expect(repetitions).toEqual([0, 1, 2, 3, 4, 5, 6, 7].flatMap((repetition) => [repetition, repetition]));
    expect(read<Summary>('summary.json').extended).toMatchObject([{ experiments: ['startup'] }]);
    expect(readFileSync(path('report.html'), 'utf8')).toContain('Extended');
  });

  it('reverses a red verdict that more rounds do not confirm', async () => {
    // As if something had held quick's first rounds back: the further ones, of the real pretence, disagree.
    const startup = new Set(
      records().flatMap((record) =>
        record.kind === 'round-start' &&
        record.cell.experiment === 'startup' &&
        record.cell.variant === 'quick'
          ? [record.round]
          : [],
      ),
    );
    write(
      records().map((record) =>
        record.kind === 'launch' && startup.has(record.round) && record.marks.ready !== undefined
          ? { ...record, marks: { ...record.marks, ready: record.marks.requested + 40_000 } }
          : record,
      ),
    );
    const gates = place.file(
      'gates.yaml',
      '- { metric: startup.ready.p50, of: quick, over: slow, maxRegression: 400% }\n',
    );
    const first = await place.isodense('gate', 'run', '--gates', gates);
    expect(first.stdout).toContain('✗ REGRESSED  startup.ready.p50 quick');
    await place.isodense('gate', 'run', '--gates', gates, '--confirm');
    const quick = read<Judgement>('verdicts.json').verdicts.find(({ variant }) => variant === 'quick');
    expect(quick).toMatchObject({ word: 'inconclusive', rounds: 8 });
  });

  it('measures nothing where nothing is red', async () => {
    const before = records().length;
    writeFileSync(
      path('run.json'),
      readFileSync(path('run.json'), 'utf8').replace('"maxRegression": 1', '"maxRegression": 400'),
    );
    const { code, stderr } = await place.isodense('gate', 'run', '--confirm');
    expect(code, stderr).toBe(0);
    expect(records()).toHaveLength(before);
  });

  it('warns where what was measured is not the same any more', async () => {
    const manifest = read<RunManifest>('run.json');
    writeFileSync(
      path('run.json'),
      JSON.stringify({ ...manifest, image: { ...manifest.image, digest: 'sha256:0123' } }),
    );
    await place.isodense('gate', 'run', '--confirm');
    const messages = read<Summary>('summary.json')
      .warnings.filter(({ code }) => code === 'changed-meanwhile')
      .map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining('digest changed from sha256:0123 to sha256:'));
  });

  it('names the options that cannot be read as the cause', () => {
    const manifest = read<RunManifest>('run.json');
    const experiments = manifest.scenario.experiments.map((asked) => ({ ...asked, options: {} }));
    writeFileSync(
      path('run.json'),
      JSON.stringify({ ...manifest, scenario: { ...manifest.scenario, experiments } }),
    );
    let thrown: unknown;
    try {
      openExtension(path(''), ['startup']);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      message: expect.stringContaining('cannot take more rounds: the experiment options'),
      cause: { cause: expect.any(TypeError) },
    });
  });

  it('is refused on another host and for a run that is not complete, and says how to fix it', async () => {
    const manifest = read<RunManifest>('run.json');
    const change = (changes: Partial<RunManifest>) =>
      writeFileSync(path('run.json'), JSON.stringify({ ...manifest, ...changes }));
    change({ testbed: { ...manifest.testbed, hostname: 'elsewhere' } });
    const elsewhere = await place.isodense('gate', 'run', '--confirm');
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('started on elsewhere')]);
    change({ completeness: 'interrupted' });
    const torn = await place.isodense('gate', 'run', '--confirm');
    expect([torn.code, torn.stderr]).toEqual([2, expect.stringContaining('isodense run --resume')]);
  });
});
