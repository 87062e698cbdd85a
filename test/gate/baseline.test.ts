import { describe, expect, test } from 'vitest';
import { baselineOf, type AcceptedRun } from '../../src/gate/baseline.ts';
import { compareTestbeds } from '../../src/gate/testbeds.ts';
import type { Summary } from '../../src/model/summary.ts';
import type { Testbed } from '../../src/model/testbed.ts';
import { againstBaseline, around, judged, series, summary, TESTBED, variant, verdict } from './sample.ts';

const run = (id: string, of: Summary, rest: Partial<AcceptedRun['manifest']> = {}): AcceptedRun => ({
  manifest: {
    id,
    tool: { name: 'isodense', version: '1.2.3' },
    startedAt: `2026-01-0${id}T00:00:00Z`,
    testbed: TESTBED,
    completeness: 'complete',
    ...rest,
  },
  summary: of,
});
const session = (factor: number): Summary => summary([series('a', around('a', factor))]);
const baseline = (...factors: number[]) =>
  baselineOf(factors.map((factor, index) => run(String(index + 1), session(factor))));

describe('against one or two sessions', () => {
  test.each([
    [1, 'pass'],
    [1.2, 'regressed'],
    [0.8, 'improved'],
    [1.055, 'inconclusive'],
  ])('%d times as long is %s', (factor, word) => {
    expect(verdict(session(factor), againstBaseline(), baseline(1)).word).toBe(word);
  });

  test('it says that differences between sessions are not in the interval', () => {
    const result = verdict(session(1.2), againstBaseline(), baseline(1));
    expect(result).toMatchObject({
      against: { kind: 'baseline', name: 's', sessions: 1 },
      title: 'startup.ready.p50 a d1 regression ≤ 5% over baseline',
    });
    expect(result.cause).toMatch(
      /^a took 1\.200× \(.*\) as long as in the baseline of 1 session over 8 rounds, 240 ms against 200 ms; at most 1\.05× is accepted; the interval does not include differences between sessions/,
    );
  });
});

test('a figure that is no time is compared with its value in the baseline', () => {
  const bytes = (factor: number) =>
    summary([series('a', around('a', factor), { metric: 'memory.marginal', unit: 'bytes' })]);
  const rule = { ...againstBaseline(), metric: 'memory.marginal' };
  expect(verdict(bytes(1.2), rule, baselineOf([run('1', bytes(1))])).cause).toMatch(
    /^memory\.marginal of a was 1\.200× \(\d\.\d{3}–\d\.\d{3}\) its value in the baseline of 1 session over 8 rounds/,
  );
});

test('three sessions that differ widen the interval to what sessions do', () => {
  const spread = verdict(session(1.2), againstBaseline(), baseline(1, 1.1, 0.9));
  expect(spread.word).toBe('inconclusive');
  expect(spread.cause).not.toContain('differences between sessions');
  expect(verdict(session(1.2), againstBaseline(), baseline(1, 1.001, 0.999)).word).toBe('regressed');
});

test('a variant under another runtime is judged, and the difference told', () => {
  const before = run(
    '1',
    summary([series('a', around('a'))], { variants: [variant('a', { versions: { runtime: '1.0' } })] }),
  );
  const now = summary([series('a', around('a'))], {
    variants: [variant('a', { versions: { runtime: '1.1' } })],
  });
  const result = judged(now, againstBaseline(), baselineOf([before]));
  expect(result.verdicts[0]!.word).toBe('pass');
  expect(result.baseline).toEqual({
    name: 's',
    sessions: 1,
    differences: [{ fact: 'runtime of a', here: '1.1', there: '1.0', decisive: false }],
  });
});

test.each<[string, Partial<Testbed>]>([
  ['CPU is B CPU here and A CPU there', { cpuModel: 'B CPU' }],
  ['cores is 4 here and 2 there', { cores: 4 }],
  ['memory is 15 GiB here and 16.0 GiB there', { memoryBytes: 15 * 2 ** 30 }],
  ['kernel is 6.2.0 here and 6.1.0 there', { kernel: '6.2.0' }],
  ['architecture is arm64 here and amd64 there', { architecture: 'arm64' }],
  ['cgroup version is 1 here and 2 there', { cgroupVersion: 1 }],
  ['virtualization is kvm here and none there', { virtualization: 'kvm' }],
  ['operating system is Debian 13 here and Debian 12 there', { operatingSystem: 'Debian 13' }],
])('on another testbed nothing is compared: %s', (what, difference) => {
  const result = judged(session(1), againstBaseline(), baseline(1), { ...TESTBED, ...difference });
  expect(result.outcome).toBe('not-comparable');
  expect(result.verdicts[0]).toMatchObject({ word: 'not-comparable', kind: 'missing' });
  expect(result.verdicts[0]!.cause.replace('15.0 GiB', '15 GiB')).toContain(what);
});

test('what does not move figures is told and does not stop the comparison', () => {
  const other = {
    ...TESTBED,
    hostname: 'other',
    bootId: 'c',
    nodeVersion: 'v22',
    memoryBytes: TESTBED.memoryBytes * 0.99,
    settings: { swappiness: '10', ksm: '1' },
  };
  expect(compareTestbeds(other, TESTBED).map(({ fact, decisive }) => [fact, decisive])).toEqual([
    ['hostname', false],
    ['boot', false],
    ['Node', false],
    ['ksm', false],
    ['swappiness', false],
  ]);
  expect(judged(session(1), againstBaseline(), baseline(1), other).outcome).toBe('pass');
  expect(compareTestbeds(TESTBED, TESTBED)).toEqual([]);
});

test('the baseline of another scenario is not comparable', () => {
  expect(verdict({ ...session(1), scenario: 'other' }, againstBaseline(), baseline(1))).toMatchObject({
    word: 'not-comparable',
    cause: 'the baseline is of the scenario s, this run of other',
  });
});

test('series that either side lacks are no data', () => {
  const two = summary([series('a', around('a')), series('a', around('a'), { density: 8 })]);
  expect(judged(two, againstBaseline(), baseline(1)).verdicts).toMatchObject([
    { word: 'no-data', density: 8, cause: expect.stringContaining('the baseline has no') },
    { word: 'pass', density: 1 },
  ]);
  expect(judged(session(1), againstBaseline(), baselineOf([run('1', two)])).verdicts).toMatchObject([
    { word: 'no-data', density: 8, cause: expect.stringContaining('this run does not') },
    { word: 'pass', density: 1 },
  ]);
  expect(verdict(session(1), againstBaseline())).toMatchObject({
    word: 'no-data',
    advice: expect.stringContaining('--baseline FILE'),
  });
});

test('a host that is slower by its control makes the comparison unreliable', () => {
  const controls = (factor: number) => [
    {
      metric: 'host.control.work' as const,
      unit: 'ms' as const,
      readings: around('b', factor).map((value, repetition) => ({
        round: repetition,
        repetition,
        experiment: 'startup',
        variant: 'a',
        value,
      })),
    },
  ];
  const accepted = baselineOf([run('1', { ...session(1), controls: controls(1) })]);
  expect(accepted.sessions[0]!.controls['host.control.work']).toHaveLength(8);
  expect(verdict({ ...session(1.2), controls: controls(1.2) }, againstBaseline(), accepted)).toMatchObject({
    word: 'unreliable',
    cause: expect.stringMatching(
      /^the host control host\.control\.work took 1\.200× .* as long as in the 1 session of the baseline/,
    ),
  });
  expect(verdict({ ...session(1.2), controls: controls(1.01) }, againstBaseline(), accepted).word).toBe(
    'regressed',
  );
});

describe('what a baseline may be made of', () => {
  test('sessions are kept apart, oldest first, without variants that were not measured', () => {
    const broken = summary([series('a', around('a')), series('b', around('b'))], {
      variants: [
        variant('a', { versions: { engine: '1' } }),
        variant('b', { status: { state: 'failed', reason: 'r', hint: 'h' } }),
      ],
    });
    const made = baselineOf([run('2', session(1.1)), run('1', broken)]);
    expect(
      made.sessions.map(({ runId, series, versions, tool }) => [
        runId,
        series.map((one) => one.variant),
        versions,
        tool,
      ]),
    ).toEqual([
      ['1', ['a'], { a: { engine: '1' } }, '1.2.3'],
      ['2', ['a'], { a: {} }, '1.2.3'],
    ]);
  });

  test.each<[string, () => unknown]>([
    ['expected at least one run', () => baselineOf([])],
    ['expected each run once, got 1 twice', () => baselineOf([run('1', session(1)), run('1', session(1))])],
    [
      'expected complete runs, got 1, which is interrupted',
      () => baselineOf([run('1', session(1), { completeness: 'interrupted' })]),
    ],
    ['expected runs with figures', () => baselineOf([run('1', summary([]))])],
    [
      'expected runs of one scenario, got 1 and 2 of s and other',
      () => baselineOf([run('1', session(1)), run('2', { ...session(1), scenario: 'other' })]),
    ],
    [
      'expected runs of one testbed, got 1 and 2, which differ: cores 2 and 8',
      () => baselineOf([run('1', session(1)), run('2', session(1), { testbed: { ...TESTBED, cores: 8 } })]),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: expect.stringContaining(message),
        hint: expect.any(String),
      }),
    );
  });
});
