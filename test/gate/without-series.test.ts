import { describe, expect, test } from 'vitest';
import type { GateRule } from '../../src/model/gate.ts';
import type { CellLaunches, Summary } from '../../src/model/summary.ts';
import { around, judged, series, summary, verdict } from './sample.ts';

const success = (minSuccess: number): GateRule => ({ level: 'error', kind: 'success', of: 'a', minSuccess });

function run(failures: number, attempts: number, rest: readonly Partial<CellLaunches>[] = []): Summary {
  const cell: CellLaunches = {
    experiment: 'startup',
    variant: 'a',
    density: 8,
    parameters: {},
    rounds: 8,
    attempts,
    failures,
    observations: 80,
    countsLaunches: true,
  };
  // Several series of the same cell: its launches are counted once all the same.
  return summary([series('a', around('a')), series('a', around('a'), { metric: 'startup.makespan' })], {
    launches: [cell, ...rest.map((one) => ({ ...cell, ...one }))],
  });
}

describe('a success ratio', () => {
  test.each([
    [0, 64, 1, 'pass'],
    [0, 64, 0.99, 'pass'],
    [1, 64, 1, 'regressed'],
    [1, 100_000, 1, 'regressed'],
    [1, 64, 0.99, 'inconclusive'],
    [1, 100, 0.99, 'pass'],
    [20, 100, 0.95, 'regressed'],
    [0, 1, 1, 'pass'],
  ])('%d failures of %d launches where %d must succeed: %s', (failures, attempts, least, word) => {
    expect(verdict(run(failures, attempts), success(least)).word).toBe(word);
  });

  test('tells counts, share and exact interval', () => {
    // 90 of 100: 82.4% to 95.1% (scipy.stats.binomtest)
    expect(verdict(run(10, 100), success(0.99))).toMatchObject({
      word: 'regressed',
      title: 'success a ≥ 99%',
      subject: 'success',
      kind: 'share',
      estimate: 0.9,
      cause: '90 of 100 launches of a became ready, 90% (82.4% to 95.1%); at least 99% is accepted',
    });
  });

  test('counts startup and density, and nothing else', () => {
    const more = [
      { experiment: 'density', attempts: 10, failures: 5 },
      { experiment: 'interference', attempts: 50, failures: 50, countsLaunches: undefined },
      { variant: 'b', attempts: 50, failures: 50 },
    ];
    expect(verdict(run(0, 10, more), success(1)).cause).toMatch(/^15 of 20 launches of a/);
  });

  test('without launches is no data', () => {
    expect(verdict(summary([series('a', around('a'))]), success(0.5)).word).toBe('no-data');
  });
});

describe('a boundary check', () => {
  const boundary = (check: string, outcomes: readonly string[]): GateRule =>
    ({ level: 'error', kind: 'boundary', of: 'a', check, outcomes }) as GateRule;
  const boundaries = [
    {
      variant: 'a',
      checks: [
        { check: 'kernel.log', title: 'kernel log', outcome: 'leaked', evidence: 'dmesg printed 12 lines' },
        { check: 'devices.kvm', title: 'kvm device', outcome: 'not-testable', evidence: 'the host has none' },
      ],
    },
  ] as const;
  const checked = summary([series('a', around('a'))], { boundaries });

  test('that came out otherwise is regressed, with its evidence', () => {
    expect(verdict(checked, boundary('kernel.log', ['isolated', 'shared']))).toMatchObject({
      word: 'regressed',
      cause: 'kernel log of a: leaked, isolated or shared is accepted; evidence: dmesg printed 12 lines',
    });
    expect(verdict(checked, boundary('kernel.log', ['leaked'])).word).toBe('pass');
  });

  test('that could not be tried proves nothing, unless that is accepted', () => {
    expect(verdict(checked, boundary('devices.kvm', ['isolated']))).toMatchObject({
      word: 'no-data',
      cause: expect.stringContaining('the host has none'),
    });
    expect(verdict(checked, boundary('devices.kvm', ['isolated', 'not-testable'])).word).toBe('pass');
  });

  test('that was not made is no data', () => {
    expect(verdict(checked, boundary('clock.set', ['isolated']))).toMatchObject({
      word: 'no-data',
      advice: 'this run checked kernel.log, devices.kvm',
    });
    expect(verdict(summary([series('a', around('a'))]), boundary('clock.set', ['isolated'])).word).toBe(
      'no-data',
    );
    expect(judged(checked, boundary('clock.set', ['isolated'])).outcome).toBe('failed');
  });
});
