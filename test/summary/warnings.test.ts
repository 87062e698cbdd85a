import { expect, test } from 'vitest';
import type { RunRecord } from '../../src/model/records.ts';
import { summarise } from '../../src/summary/summarise.ts';
import { cell, echo, round, runOf } from './tiny-run.ts';

const warningsOf = (records: RunRecord[]) => summarise(runOf(records), [echo]).warnings;
const warning = (code: string, message: string): RunRecord => ({
  kind: 'warning',
  atMs: 0,
  code,
  message,
  advice: 'do this',
});

test('the same warning is told once, with how often it was given', () => {
  expect(
    warningsOf([
      warning('steal', 'a'),
      warning('steal', 'b'),
      warning('steal', 'a'),
      warning('swap', 'a'),
    ]).map(({ code, message, count }) => [code, message, count]),
  ).toEqual([
    ['steal', 'a', 2],
    ['steal', 'b', 1],
    ['swap', 'a', 1],
  ]);
});

test('a cell in which everything failed has no series, and its failures are told', () => {
  const records = [0, 1].flatMap((repetition) =>
    round({
      round: repetition,
      repetition,
      cell: cell('vm', 32),
      launches: ['failed', 'timeout', 'ready'],
      status: 'failed',
    }),
  );
  expect(warningsOf(records)).toMatchObject([
    {
      code: 'no-figures',
      message: 'echo/vm/d32 has no figures: 2 rounds, 4 of 6 launches failed or ended early',
      count: 1,
    },
  ]);
});

test('figures that are not finite are kept out of statistics and told', () => {
  const summary = summarise(
    runOf(
      [Number.NaN, Infinity, 5].flatMap((value, repetition) =>
        round({ round: repetition, repetition, cell: cell('vm'), samples: [{ value }] }),
      ),
    ),
    [echo],
  );
  expect(summary.series).toMatchObject([{ observations: [5], rounds: 1 }]);
  expect(summary.warnings).toMatchObject([
    {
      code: 'not-finite',
      message: 'echo.time of echo/vm/d1 is not a finite number and is left out',
      count: 2,
    },
  ]);
});

test('rounds of an experiment that this version does not know are left out and told', () => {
  expect(warningsOf(round({ round: 0, cell: { ...cell('vm'), experiment: 'newer' } }))).toMatchObject([
    { code: 'unknown-experiment', message: expect.stringContaining('the experiment newer'), count: 1 },
  ]);
});
