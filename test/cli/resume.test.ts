import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { RunRecord } from '../../src/model/records.ts';
import { sampleRun } from '../support/sample-run.ts';
import { openWorkplace, type Outcome, type Workplace } from './command-line.ts';

/** Eight rounds: each variant once for its identity, and three times for its startup. */
const SCENARIO = `name: pretence
image: { builtin: hello }
variants:
  slow: { driver: fake, ready: 4ms }
  fast: { driver: fake, ready: 2ms }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false, rounds: 3 }
`;

let place: Workplace;
beforeEach(async () => {
  place = openWorkplace();
  place.file('fake.yaml', SCENARIO);
  await place.isodense('run', 'fake.yaml', '--out', 'run', '--seed', '7', '--quiet');
});
afterEach(() => place[Symbol.dispose]());

const path = (name: string) => join(place.directory, 'run', name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const records = () =>
  read('samples.jsonl')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RunRecord);
const manifest = () => JSON.parse(read('run.json')) as RunManifest;
const resume = (...more: readonly string[]): Promise<Outcome> =>
  place.isodense('run', '--resume', 'run', ...more);
const change = (changes: Partial<RunManifest>) =>
  writeFileSync(path('run.json'), JSON.stringify({ ...manifest(), ...changes }));

/**
 * Leaves the run as a kill in the middle of its sixth round would: cut in the middle of a line, and still
 * "running".
 */
function cutOff(): RunRecord[] {
  const lines = read('samples.jsonl').split('\n');
  const sixth = lines.findIndex((line) => line.includes('"kind":"round-start","round":5,'));
  const kept = lines.slice(0, sixth + 2);
  writeFileSync(path('samples.jsonl'), `${kept.join('\n')}\n`);
  const whole = records();
  appendFileSync(path('samples.jsonl'), lines[sixth + 2]!.slice(0, 20));
  change({ completeness: 'running', endedAt: null });
  return whole;
}

describe('a run that was killed and is resumed', () => {
  it('keeps what was measured, takes the torn round again and then only what was left', async () => {
    const before = cutOff();
    const plan = read('plan.json');
    const { code, stderr } = await resume();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\[6\/8\] /m);
    expect(stderr).not.toMatch(/^\[5\/8\] /m);
    const after = records();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(read('plan.json')).toBe(plan);
    const begun = after.flatMap((record) => (record.kind === 'round-start' ? [record.round] : []));
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 5, 6, 7]);
  });

  it('is complete then, under its old seed, with each variant once', async () => {
    cutOff();
    const { startedAt } = manifest();
    await resume('--quiet');
    expect(manifest()).toMatchObject({
      completeness: 'complete',
      seed: 7,
      startedAt,
      command: 'isodense run fake.yaml --seed 7',
    });
    expect(manifest().variants.map(({ name }) => name)).toEqual(['slow', 'fast']);
    expect(JSON.parse(read('summary.json'))).toMatchObject({
      series: expect.arrayContaining([expect.objectContaining({ metric: 'startup.ready.p50', rounds: 3 })]),
    });
  });

  it('goes on with the time where it ended', async () => {
    const before = cutOff();
    await resume('--quiet');
    const times = records().flatMap((record) => ('atMs' in record ? [record.atMs] : []));
    const last = before.flatMap((record) => ('atMs' in record ? [record.atMs] : [])).at(-1)!;
    expect(
      Math.min(...times.slice(before.filter((record) => 'atMs' in record).length)),
    ).toBeGreaterThanOrEqual(last);
  });

  it('may be named together with its scenario, if that is the same', async () => {
    cutOff();
    expect((await place.isodense('run', 'fake.yaml', '--resume', 'run', '--quiet')).code).toBe(0);
    cutOff();
    place.file('fake.yaml', SCENARIO.replace('4ms', '5ms'));
    expect(await place.isodense('run', 'fake.yaml', '--resume', 'run')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('started with a different scenario file'),
    });
  });
});

describe('a variant that cannot run when its run is resumed', () => {
  it('keeps its rounds for another resumption, and the run is not complete until it had them', async () => {
    cutOff();
    const { scenario } = manifest();
    const without = scenario.variants.map((variant) =>
      variant.name === 'fast'
        ? { ...variant, driver: 'docker', options: { engine: 'unix:///nonexistent.sock' } }
        : variant,
    );
    change({ scenario: { ...scenario, variants: without } });
    const partial = await resume();
    expect(partial.code).toBe(30);
    expect(partial.stderr).toMatch(
      /not measured: \d+ rounds? of fast \(.*no engine answers.*\)\n.*isodense run --resume/,
    );
    expect(manifest()).toMatchObject({
      completeness: 'interrupted',
      reason: expect.stringContaining('not measured: '),
    });
    expect(records().filter((record) => record.kind === 'round-end' && record.status !== 'complete')).toEqual(
      [],
    );
    expect(records()).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'rounds-left' }));
    change({ scenario });
    expect((await resume()).code).toBe(0);
    expect(manifest()).toMatchObject({ completeness: 'complete' });
    expect(
      new Set(records().flatMap((record) => (record.kind === 'round-end' ? [record.round] : []))).size,
    ).toBe(8);
  });
});

describe('resuming is refused', () => {
  it.each([
    ['where nothing is left to do', {}, false, /all its rounds are done[\s\S]*isodense report/],
    [
      'for a run of another version',
      { tool: { name: 'isodense', version: '9.9.9' } },
      true,
      /was started with isodense 9\.9\.9/,
    ],
    [
      'on another host',
      { testbed: { ...sampleRun({ rounds: 1 }).manifest.testbed, hostname: 'elsewhere' } },
      true,
      /started on elsewhere/,
    ],
  ] as const)('%s', async (_, changes, cut, says) => {
    if (cut) cutOff();
    change(changes);
    const { code, stderr } = await resume();
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });

  it('with anything that would change the plan', async () => {
    cutOff();
    expect(await resume('--rounds', '3')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--resume <directory>' cannot be used with option '--rounds/),
    });
  });

  it('for a directory that holds no run', async () => {
    expect(await place.isodense('run', '--resume', 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected a run directory'),
    });
  });
});
