import { expect, test } from 'vitest';
import type { BoundaryRecord } from '../../../src/model/records.ts';
import { boundary } from '../../../src/experiments/boundary/experiment.ts';
import { summarise } from '../../../src/summary/summarise.ts';
import { cell, echo, round, runOf } from '../../summary/tiny-run.ts';

const found = (
  inRound: number,
  check: string,
  outcome: BoundaryRecord['outcome'],
  evidence = outcome as string,
): BoundaryRecord => ({
  kind: 'boundary',
  round: inRound,
  check,
  title: `about ${check}`,
  outcome,
  evidence,
});

test('a run without boundary checks has no summary of them', () => {
  expect(summarise(runOf(round({ round: 0, cell: cell('a') })), [echo, boundary]).boundaries).toBeUndefined();
});

test('checks are told by variant, in the order they were made, with their evidence', () => {
  const records = [
    ...round({
      round: 0,
      cell: cell('b'),
      extra: [found(0, 'kernel.log', 'isolated', 'refused'), found(0, 'identity.hostname', 'shared')],
    }),
    ...round({ round: 1, cell: cell('a'), extra: [found(1, 'kernel.log', 'leaked')] }),
  ];
  expect(summarise(runOf(records), [echo, boundary]).boundaries).toEqual([
    {
      variant: 'b',
      checks: [
        { check: 'kernel.log', title: 'about kernel.log', outcome: 'isolated', evidence: 'refused' },
        {
          check: 'identity.hostname',
          title: 'about identity.hostname',
          outcome: 'shared',
          evidence: 'shared',
        },
      ],
    },
    {
      variant: 'a',
      checks: [{ check: 'kernel.log', title: 'about kernel.log', outcome: 'leaked', evidence: 'leaked' }],
    },
  ]);
});

test('of several rounds the worst outcome counts, and any counts more than none', () => {
  const records = [
    ...round({ round: 0, cell: cell('a'), extra: [found(0, 'x', 'leaked'), found(0, 'y', 'not-testable')] }),
    ...round({
      round: 1,
      repetition: 1,
      cell: cell('a'),
      extra: [found(1, 'x', 'isolated'), found(1, 'y', 'isolated')],
    }),
  ];
  expect(
    summarise(runOf(records), [echo, boundary]).boundaries![0]!.checks.map(({ outcome }) => outcome),
  ).toEqual(['leaked', 'isolated']);
});
