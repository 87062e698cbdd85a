import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { RunRecord } from '../../src/model/records.ts';
import { readRun, RunDirectory } from '../../src/store/run-directory.ts';
import { sampleRun } from '../support/sample-run.ts';

const { manifest, plan } = sampleRun({ rounds: 1, variants: ['runc'], experiments: ['startup'] });
const running: RunManifest = { ...manifest, completeness: 'running', endedAt: null };
const sample = (value: number): RunRecord => ({ kind: 'sample', round: 0, atMs: value, metric: 'm', value });

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'isodense-store-'));
});
afterEach(() => rmSync(path, { recursive: true }));

function store(...records: readonly RunRecord[]): void {
  const directory = RunDirectory.create(path);
  directory.writeManifest(manifest);
  directory.writePlan(plan);
  for (const record of records) directory.samples.write(record);
}

describe('a run directory', () => {
  it('gives back what was written', () => {
    store(sample(1), sample(2));
    expect(readRun(path)).toEqual({ directory: path, manifest, plan, records: [sample(1), sample(2)] });
  });

  it('gives back a text full of brackets, quotes and backslashes, such as a workload can print', () => {
    const reason = '["{\\'.repeat(2_000);
    RunDirectory.create(path).writeManifest({ ...running, reason });
    expect(readRun(path).manifest.reason).toBe(reason);
  });

  it('can be read while it is being written, and before there is a plan', () => {
    RunDirectory.create(path).writeManifest(running);
    expect(readRun(path)).toMatchObject({ plan: { rounds: [] }, records: [] });
  });

  it('has every record on disk before the next one is made', () => {
    const directory = RunDirectory.create(path);
    directory.writeManifest(running);
    for (const value of [1, 2, 3]) {
      directory.samples.write(sample(value));
      expect(readRun(path).records).toHaveLength(value);
    }
  });

  it.each([1, 5, 20])('leaves out a last line that a crash tore after %i characters', (length) => {
    store(sample(1), sample(2));
    appendFileSync(join(path, 'samples.jsonl'), JSON.stringify(sample(3)).slice(0, length));
    expect(readRun(path).records).toEqual([sample(1), sample(2)]);
  });

  it('refuses a torn line anywhere else, and says which', () => {
    store(sample(1));
    appendFileSync(join(path, 'samples.jsonl'), `{"kind":"sam\n${JSON.stringify(sample(3))}\n`);
    expect(() => readRun(path)).toThrow(/samples\.jsonl:2 is not JSON/);
  });

  it('refuses a torn last line that was ended: no crash leaves that', () => {
    store(sample(1));
    appendFileSync(join(path, 'samples.jsonl'), '{"kind":"sam\n');
    expect(() => readRun(path)).toThrow(/samples\.jsonl:2 is not JSON/);
  });

  it('refuses a run of another schema version and says what reads it', () => {
    store();
    writeFileSync(
      join(path, 'run.json'),
      JSON.stringify({ ...manifest, schemaVersion: 99, tool: { name: 'isodense', version: '9.9.9' } }),
    );
    expect(() => readRun(path)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining('schema version 99; this isodense reads version 1'),
        hint: expect.stringContaining('the version of isodense that wrote it'),
      }),
    );
  });

  it('refuses a manifest that is not JSON, and a directory without one', () => {
    expect(() => readRun(path)).toThrow(/expected a run directory, but there is no run\.json/);
    writeFileSync(join(path, 'run.json'), '{');
    expect(() => readRun(path)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining('run.json is not JSON') }),
    );
  });

  it.each([
    ['run.json', null, 'the file: expected object'],
    [
      'run.json',
      { ...manifest, scenario: { name: 'cut' } },
      'scenario.variants: expected array, received undefined',
    ],
    ['run.json', { ...manifest, completeness: 'nearly' }, 'completeness: '],
    ['plan.json', {}, 'rounds: expected array'],
  ])('refuses a %s that is not of a run, and says where it departs: %j', (file, value, where) => {
    store(sample(1));
    writeFileSync(join(path, file), JSON.stringify(value));
    expect(() => readRun(path)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(`${file} is not a valid file of isodense run: ${where}`),
      }),
    );
  });

  it.each(['7', 'null', '{"round":0}'])(
    'refuses the line %s, which is no record, in the last place too',
    (line) => {
      store(sample(1));
      appendFileSync(join(path, 'samples.jsonl'), line);
      expect(() => readRun(path)).toThrow(/samples\.jsonl:2 is not a record/);
    },
  );

  it.each(['plan.json', 'samples.jsonl'])('is refused when it is complete and has lost its %s', (file) => {
    store(sample(1));
    rmSync(join(path, file));
    expect(() => readRun(path)).toThrow(
      new RegExp(`expected .*${file}, because the run is complete according to .*run\\.json`),
    );
  });

  it('is not made where there is a run already', () => {
    store(sample(1));
    expect(() => RunDirectory.create(path)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining('already holds a run') }),
    );
    expect(readRun(path).records).toEqual([sample(1)]);
  });
});
