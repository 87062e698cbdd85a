import { expect, test } from 'vitest';
import { summarise } from '../../src/summary/summarise.ts';
import { cell, echo, round, runOf } from './tiny-run.ts';

const comparisonsOf = (
  ...rounds: [variant: string, repetition: number, value: number, density?: number][]
) => {
  const records = rounds.flatMap(([variant, repetition, value, density], index) =>
    round({ round: index, repetition, cell: cell(variant, density), samples: [{ value }] }),
  );
  return summarise(runOf(records, ['runc', 'vm']), [echo]).comparisons;
};

test('pairs are made by repetition, whatever the order the rounds ran in', () => {
  const [comparison] = comparisonsOf(['host', 0, 10], ['vm', 0, 20], ['vm', 1, 2_000], ['host', 1, 1_000]);
  expect(comparison).toMatchObject({
    pairs: 2,
    ratio: expect.closeTo(2, 12),
    ci95: [expect.closeTo(2, 9), expect.closeTo(2, 9)],
    minimumDetectableChange: expect.closeTo(0, 9),
  });
});

test('repetitions that only one side has are no pairs', () => {
  expect(comparisonsOf(['host', 0, 10], ['vm', 0, 20], ['vm', 1, 900])).toMatchObject([
    { pairs: 1, ratio: expect.closeTo(2, 12), ci95: null, minimumDetectableChange: null, signFlipP: null },
  ]);
  expect(comparisonsOf(['host', 0, 10], ['vm', 1, 20])).toEqual([]);
});

test('every variant is compared at each density that the reference has too, and the reference never with itself', () => {
  expect(
    comparisonsOf(
      ['host', 0, 1, 1],
      ['host', 0, 2, 8],
      ['runc', 0, 3, 1],
      ['runc', 0, 4, 8],
      ['vm', 0, 5, 1],
      ['vm', 0, 6, 4],
    ).map(({ variant, density, ratio }) => [variant, density, Math.round(ratio * 100)]),
  ).toEqual([
    ['runc', 1, 300],
    ['runc', 8, 200],
    ['vm', 1, 500],
  ]);
});

test('a figure of zero has no ratio, and none is made up from the other repetitions', () => {
  expect(comparisonsOf(['host', 0, 10], ['vm', 0, 20], ['host', 1, 0], ['vm', 1, 20])).toEqual([]);
});
