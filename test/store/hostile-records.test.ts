import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { experiments } from '../../src/experiments/registry.ts';
import { readRun } from '../../src/store/run-directory.ts';
import { summarise } from '../../src/summary/summarise.ts';
import { sampleRun } from '../support/sample-run.ts';
import { storeRun } from '../fuzz/runs.ts';

let path: string;
const file = (name: string): string => join(path, name);
const append = (text: string | Buffer): void => appendFileSync(file('samples.jsonl'), text);
const edit = (name: string, from: string | RegExp, to: string): void =>
  writeFileSync(file(name), readFileSync(file(name), 'utf8').replace(from, to));
const noted = () => readRun(path).notes?.map(({ code, message }) => `${code}: ${message}`);

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'isodense-records-'));
  storeRun(path, sampleRun({ rounds: 1, variants: ['runc', 'crun'], experiments: ['startup'] }));
});
afterEach(() => rmSync(path, { recursive: true }));

describe('the end of samples.jsonl costs no run when it is', () => {
  it.each([
    ['a torn line', '{"kind":"sam'],
    [
      'a line that is torn inside of a character',
      Buffer.from('{"kind":"warning","message":"é').subarray(0, -1),
    ],
    ['zeros, as a power cut leaves them', '\0'.repeat(4096)],
    ['a torn line and zeros', `{"kind":"sam${'\0'.repeat(100)}`],
  ])('%s', (_, end) => {
    const whole = readRun(path).records;
    append(end);
    expect(readRun(path).records).toEqual(whole);
    expect(noted()).toEqual(['torn-line: the last line of samples.jsonl was cut off and is left out']);
    expect(summarise(readRun(path), experiments).warnings).toContainEqual(
      expect.objectContaining({ code: 'torn-line', count: 1 }),
    );
  });

  it('a whole record without its line break, which is read', () => {
    append('{"kind":"warning","atMs":1,"code":"c","message":"m","advice":"a"}');
    expect(readRun(path).records.at(-1)).toMatchObject({ code: 'c' });
    expect(noted()).toBeUndefined();
  });
});

describe('a record is left out, and that is told, where', () => {
  it.each([
    [
      'its kind is not known',
      '{"kind":"telepathy","round":0}',
      'unknown-record: records of the unknown kind telepathy are left out',
    ],
    [
      'its value was not finite',
      '{"kind":"sample","round":0,"atMs":1,"metric":"m","value":null}',
      'no-value: readings of m that were infinite or not a number are left out',
    ],
    [
      'it ends a round again',
      '{"kind":"round-end","round":0,"atMs":1,"status":"failed"}',
      'ended-twice: round 0 has more than one end; the first is used',
    ],
  ])('%s', (_, line, note) => {
    const whole = readRun(path).records;
    append(`${line}\n${line}\n`);
    expect(readRun(path).records).toEqual(whole);
    expect(noted()).toEqual([note]);
    expect(readRun(path).notes).toEqual([expect.objectContaining({ count: 2 })]);
  });

  it('its round never began', () => {
    append('{"kind":"sample","round":99,"atMs":1,"metric":"m","value":1}\n');
    expect(summarise(readRun(path), experiments).warnings).toContainEqual(
      expect.objectContaining({ code: 'no-round', message: '1 record belongs to rounds that never began' }),
    );
  });
});

describe('a run is refused with file and line, where', () => {
  it.each([
    [
      'a value is text',
      '{"kind":"sample","round":0,"atMs":1,"metric":"m","value":"1"}',
      'value: expected number, received string',
    ],
    ['a value is infinite', '{"kind":"sample","round":0,"atMs":1,"metric":"m","value":1e999}', 'value: '],
    [
      'a value is beyond all measure',
      '{"kind":"sample","round":0,"atMs":1,"metric":"m","value":1e300}',
      'value: Too big',
    ],
    [
      'a round is negative',
      '{"kind":"round-end","round":-1,"atMs":1,"status":"complete"}',
      'round: Too small',
    ],
    [
      'a launch has no marks',
      '{"kind":"launch","round":0,"instance":0,"temperature":"later","outcome":"ready"}',
      'marks: expected object',
    ],
    [
      'a density is not whole',
      '{"kind":"density-step","round":0,"atMs":1,"target":1.5,"outcome":"held"}',
      'target: expected int',
    ],
  ])('%s', (_, line, says) => {
    const last = readFileSync(file('samples.jsonl'), 'utf8').split('\n').length;
    append(`${line}\n`);
    expect(() => readRun(path)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(`samples.jsonl:${last} is not a valid record: ${says}`),
        hint: expect.any(String),
      }),
    );
  });

  it('an instance of a complete round was ready before it was asked for', () => {
    edit('samples.jsonl', /"ready":[\d.]+/, '"ready":-5');
    expect(() => readRun(path)).toThrow(
      /samples\.jsonl:\d+ has marks out of order in a complete round: ready at -5 ms, before requested at/,
    );
  });

  it('the samples are of another plan', () => {
    edit('samples.jsonl', '"variant":"runc"', '"variant":"crun"');
    expect(() => readRun(path)).toThrow(
      /samples\.jsonl:\d+ starts round \d+ as startup\/crun.*but in plan\.json it is startup\/runc/,
    );
  });

  it('the plan is of a variant that the run does not have', () => {
    edit('plan.json', '"runc"', '"constructor"');
    expect(() => readRun(path)).toThrow(
      /plan\.json does not match run\.json: rounds\.\d+ has the variant "constructor"/,
    );
  });

  it('run.json is nested without end', () => {
    writeFileSync(file('run.json'), `${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(() => readRun(path)).toThrow(/run\.json is nested more than 1000 levels deep/);
  });
});
