import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { Summary } from '../../src/model/summary.ts';
import { hostArchitecture } from '../../src/host/platform.ts';
import { packArchive } from '../../src/image/archive/pack.ts';
import { packTar } from '../../src/image/tar/pack.ts';
import { FAKE_SCENARIO, openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
  place.file('fake.yaml', FAKE_SCENARIO);
});
afterEach(() => place[Symbol.dispose]());

const read = (name: string) => readFileSync(join(place.directory, 'run', name), 'utf8');
const run = (...options: readonly string[]) =>
  place.isodense('run', 'fake.yaml', '--out', 'run', '--seed', '7', ...options);

describe('a run', () => {
  it('stores everything, prints the summary on stdout and progress on stderr, and leaves nothing else', async () => {
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(readdirSync(join(place.directory, 'run')).sort()).toEqual([
      'plan.json',
      'report.html',
      'run.json',
      'samples.jsonl',
      'statistics.csv',
      'summary.json',
      'summary.md',
    ]);
    expect(stdout).toContain('fast');
    expect(stderr).toMatch(/✓ slow: a trial instance was ready in/);
    expect(stderr).toMatch(/^\[18\/18\] /m);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `Done. Report: ${join(place.directory, 'run', 'report.html')}`,
    );
    const manifest = JSON.parse(read('run.json')) as RunManifest;
    expect(manifest).toMatchObject({
      completeness: 'complete',
      seed: 7,
      command: 'isodense run fake.yaml --seed 7',
      scenarioText: FAKE_SCENARIO,
      image: { foreign: false },
    });
    expect(manifest.endedAt).not.toBeNull();
    expect(readdirSync(join(place.directory, 'state'))).toEqual([]);
  });

  it('prints with --json exactly the summary that it stored', async () => {
    const { stdout } = await run('--json');
    expect(stdout).toBe(read('summary.json'));
    const summary = JSON.parse(stdout) as Summary;
    expect(summary.reference).toBe('slow');
    expect(
      summary.series.find(
        ({ metric, variant, density }) =>
          metric === 'startup.ready.p50' && variant === 'fast' && density === 3,
      ),
    ).toMatchObject({ rounds: 2, attempts: 6, failures: 0 });
  });

  it('says with --quiet only where the report is', async () => {
    const { code, stderr } = await run('--quiet');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Done. Report: ${join(place.directory, 'run', 'report.html')}\n`,
    });
  });

  it('never writes into a directory that holds a run', async () => {
    await run('--experiment', 'identity');
    const before = read('run.json');
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/already holds a run\n.*--out/);
    expect(read('run.json')).toBe(before);
  });

  it('refuses a run directory that cannot be made', async () => {
    writeFileSync(join(place.directory, 'run'), 'in the way');
    expect(await run()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot create the run directory'),
    });
  });

  it('says how to make an image archive when the file is none', async () => {
    place.file('junk.tar', 'not an archive');
    place.file(
      'fake.yaml',
      FAKE_SCENARIO.replace(
        '{ builtin: hello }',
        '{ archive: junk.tar }\nworkload: { ready: { log: READY } }',
      ),
    );
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected an image archive at .*junk\.tar[\s\S]*docker save/);
    expect(JSON.parse(read('run.json'))).toMatchObject({ completeness: 'failed' });
  });

  it('measures nothing of an image that starts nothing, and says what to do', async () => {
    writeFileSync(
      join(place.directory, 'empty.tar'),
      await packArchive(await packTar([]), { architecture: hostArchitecture(), os: 'linux', config: {} }),
    );
    place.file(
      'fake.yaml',
      FAKE_SCENARIO.replace(
        '{ builtin: hello }',
        '{ archive: empty.tar }\nworkload: { ready: { log: READY } }',
      ),
    );
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /empty\.tar starts nothing: it has neither an entrypoint nor a command\n.*workload\.command/,
    );
    expect(existsSync(join(place.directory, 'run', 'samples.jsonl'))).toBe(false);
  });
});

describe('a variant that this host cannot run', () => {
  beforeEach(() => {
    place.file(
      'fake.yaml',
      FAKE_SCENARIO.replace(
        'experiments:',
        '  gone: { driver: docker, engine: unix:///nonexistent.sock }\nexperiments:',
      ),
    );
  });

  it('is shown with the reason and how to fix it while the others run', async () => {
    const { code, stdout, stderr } = await run('--experiment', 'identity', '--json');
    expect(code).toBe(0);
    expect(stderr).toMatch(/✗ gone: .*no engine answers at this address.*\n +→ start it/);
    const { variants } = JSON.parse(stdout) as Summary;
    expect(variants.find(({ name }) => name === 'gone')?.status).toMatchObject({
      state: 'unavailable',
      hint: expect.stringContaining('start it'),
    });
    expect(variants.find(({ name }) => name === 'fast')?.status).toEqual({ state: 'measured' });
    const plan = read('plan.json');
    expect(plan).not.toContain('"gone"');
  });

  it('ends the run with 30 under --require-all, before anything is measured', async () => {
    const { code, stderr } = await run('--require-all');
    expect(code).toBe(30);
    expect(stderr).toMatch(/this host cannot run every variant, as --require-all asks:\n +gone: /);
    expect(existsSync(join(place.directory, 'run', 'samples.jsonl'))).toBe(false);
    expect(JSON.parse(read('run.json'))).toMatchObject({ completeness: 'failed' });
  });

  it('ends the run with 30 when there is no other', async () => {
    const { code, stderr } = await run('--only', 'gone');
    expect(code).toBe(30);
    expect(stderr).toContain('this host cannot run any variant');
  });
});

describe('report', () => {
  it('renders the same bytes again from disk alone', async () => {
    await run();
    const derived = ['summary.json', 'report.html', 'summary.md', 'statistics.csv'];
    const before = derived.map(read);
    for (const name of derived) rmSync(join(place.directory, 'run', name));
    const { code, stdout, stderr } = await place.isodense('report', 'run');
    expect(code).toBe(0);
    expect(stdout).toContain('fast');
    expect(stderr).toBe(`Report: ${join(place.directory, 'run', 'report.html')}\n`);
    expect(derived.map(read)).toEqual(before);
  });

  it('prints with --json exactly the stored summary, and with --quiet no table', async () => {
    await run('--experiment', 'identity');
    expect((await place.isodense('report', 'run', '--json')).stdout).toBe(read('summary.json'));
    expect((await place.isodense('report', 'run', '--quiet')).stdout).toBe('');
  });

  it('shows a run that was cut off, with what it had measured', async () => {
    await run();
    const manifest = JSON.parse(read('run.json')) as RunManifest;
    writeFileSync(
      join(place.directory, 'run', 'run.json'),
      JSON.stringify({ ...manifest, completeness: 'running', endedAt: null }),
    );
    writeFileSync(join(place.directory, 'run', 'samples.jsonl'), read('samples.jsonl').slice(0, -200));
    const { code } = await place.isodense('report', 'run', '--quiet');
    expect(code).toBe(0);
    expect((JSON.parse(read('summary.json')) as Summary).series.length).toBeGreaterThan(0);
  });

  it('ends with 2 for a directory that holds no run', async () => {
    const { code, stderr } = await place.isodense('report', '.');
    expect(code).toBe(2);
    expect(stderr).toMatch(/expected a run directory, but there is no run\.json/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
