import { expect, test } from 'vitest';
import { summarise } from '../../src/summary/summarise.ts';
import { cell, echo, round, runOf } from './tiny-run.ts';

const seriesOf = (records: Parameters<typeof runOf>[0]) => summarise(runOf(records), [echo]).series;

test.each(['failed', 'invalid', 'interrupted', null] as const)(
  'a round that ended %s counts its launches and gives no observation',
  (status) => {
    expect(
      seriesOf([
        ...round({ round: 0, cell: cell('vm'), samples: [{ value: 10 }], launches: ['ready'] }),
        ...round({
          round: 1,
          repetition: 1,
          cell: cell('vm'),
          samples: [{ value: 99 }],
          launches: ['ready', 'failed'],
          status,
        }),
      ]),
    ).toMatchObject([{ observations: [10], rounds: 1, ci95: null, attempts: 3, failures: 1 }]);
  },
);

test('a round that a resumed run took again gives its observation once, and the launches of both tries', () => {
  expect(
    seriesOf([
      ...round({
        round: 0,
        cell: cell('vm'),
        samples: [{ value: 99 }],
        launches: ['ready'],
        status: 'interrupted',
      }),
      ...round({ round: 0, cell: cell('vm'), samples: [{ value: 10 }], launches: ['ready', 'ready'] }),
    ]),
  ).toMatchObject([{ observations: [10], attempts: 3, failures: 0 }]);
});

test('a round that ramps gives a series for each density, and its launches to each', () => {
  const ramp = round({
    round: 0,
    cell: cell('vm', 4),
    samples: [1, 2, 4].map((density) => ({ value: density * 10, density })),
    launches: ['ready', 'ready', 'ready', 'failed'],
  });
  expect(
    seriesOf(ramp).map(({ density, observations, attempts, failures }) => [
      density,
      observations,
      attempts,
      failures,
    ]),
  ).toEqual([
    [1, [10], 4, 1],
    [2, [20], 4, 1],
    [4, [40], 4, 1],
  ]);
});

test('observations are in the order in which the rounds were taken', () => {
  const values = [30, 10, 20].flatMap((value, index) =>
    round({ round: index, repetition: 2 - index, cell: cell('vm'), samples: [{ value }] }),
  );
  expect(seriesOf(values)[0]!.observations).toEqual([30, 10, 20]);
});

test('two figures of one metric in one round are a defect, said by name', () => {
  expect(() =>
    seriesOf(round({ round: 3, cell: cell('vm'), samples: [{ value: 1 }, { value: 2 }] })),
  ).toThrow('expected one echo.time per round and cell, got two in round 3');
});

test('a figure of a metric that its experiment does not define is a defect, said by name', () => {
  expect(() =>
    seriesOf(round({ round: 0, cell: cell('vm'), samples: [{ value: 1, metric: 'echo.tmie' }] })),
  ).toThrow('observes echo.tmie, which is not among its metrics: echo.time, echo.delta');
});
