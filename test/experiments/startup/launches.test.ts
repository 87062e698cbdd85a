import { expect, test } from 'vitest';
import type { LaunchRecord } from '../../../src/model/records.ts';
import { phasesOf, readinessCurve, readyOverTime } from '../../../src/experiments/startup/launches.ts';
import type { IndexedRound } from '../../../src/sections/record-index.ts';

function round(...ready: readonly (number | null)[]): IndexedRound {
  const launches = ready.map((ms, instance): LaunchRecord => ({
    kind: 'launch',
    round: 0,
    instance,
    temperature: 'later',
    outcome: ms === null ? 'timeout' : 'ready',
    marks: {
      intended: 100,
      requested: 100,
      created: 101,
      started: 108,
      ...(ms === null ? {} : { firstOutput: 105, ready: 100 + ms }),
    },
  }));
  return {
    start: {
      kind: 'round-start',
      round: 0,
      repetition: 0,
      cell: { experiment: 'startup', variant: 'v', density: ready.length, parameters: {} },
      atMs: 0,
    },
    end: undefined,
    launches,
    ends: [],
    steps: [],
  };
}

test('failed launches keep the readiness curve below one', () => {
  expect(readinessCurve([round(10, null), round(20, 30)])).toEqual([
    [10, 0.25],
    [20, 0.5],
    [30, 0.75],
  ]);
});

test('the k-th instance is ready at the median over rounds', () => {
  expect(readyOverTime([round(10, 20), round(30, 40), round(12, 26)])).toEqual([
    [12, 1],
    [26, 2],
  ]);
});

test('a count that fewer than half of the rounds reached is not drawn', () => {
  expect(readyOverTime([round(10, 20), round(10, null), round(10, null)])).toEqual([[10, 1]]);
});

test('phases follow the order in which the marks fell, also when output came before the start call returned', () => {
  expect(phasesOf([round(20)])).toEqual([
    { until: 'created', fromMs: 0, toMs: 1 },
    { until: 'firstOutput', fromMs: 1, toMs: 5 },
    { until: 'started', fromMs: 5, toMs: 8 },
    { until: 'ready', fromMs: 8, toMs: 20 },
  ]);
});

test('nothing ready has no phases and no curve', () => {
  expect(phasesOf([round(null)])).toEqual([]);
  expect(readyOverTime([round(null)])).toEqual([]);
});
