import { expect, test } from 'vitest';
import type { StoredRun } from '../../src/model/run-data.ts';
import { summarise } from '../../src/summary/summarise.ts';
import { cell, echo, round, runOf } from './tiny-run.ts';

const vmOf = (run: StoredRun) => summarise(run, [echo]).variants.find(({ name }) => name === 'vm')!;

test('a variant none of whose rounds is complete has failed, with what its launch said', () => {
  const run = runOf([
    ...round({
      round: 0,
      cell: cell('vm'),
      launches: ['timeout'],
      status: 'failed',
      reason: 'no launch became ready',
    }),
    ...round({ round: 1, repetition: 1, cell: cell('vm'), launches: ['ready', 'failed'], status: 'failed' }),
  ]);
  expect(vmOf(run).status).toMatchObject({
    state: 'failed',
    reason: 'none of its 2 rounds is complete: launch 1 failed',
  });
});

test('one complete round makes it measured', () => {
  const run = runOf([
    ...round({ round: 0, cell: cell('vm'), launches: ['failed'], status: 'failed' }),
    ...round({ round: 1, repetition: 1, cell: cell('vm'), samples: [{ value: 1 }] }),
  ]);
  expect(vmOf(run).status).toEqual({ state: 'measured' });
});

test('a round that was cut off says so', () => {
  expect(vmOf(runOf(round({ round: 0, cell: cell('vm'), status: null }))).status).toMatchObject({
    reason: 'none of its 1 rounds is complete: cut off',
  });
});

test('a variant whose planned rounds never began was not measured, and the reader is told how to go on', () => {
  const run = runOf(round({ round: 0, cell: cell('host'), samples: [{ value: 1 }] }), ['vm'], {
    completeness: 'interrupted',
  });
  const planned = {
    ...run,
    plan: { ...run.plan, rounds: [...run.plan.rounds, { index: 1, repetition: 0, cell: cell('vm') }] },
  };
  expect(vmOf(planned).status).toMatchObject({
    state: 'failed',
    reason: 'the run ended (interrupted) before its first round',
    hint: expect.stringContaining('run again'),
  });
});

test('what the check before the run found stays', () => {
  const unavailable = {
    state: 'unavailable',
    reason: 'no engine answers',
    hint: 'apt-get install docker.io',
  } as const;
  const run = runOf([], ['vm']);
  const manifest = {
    ...run.manifest,
    variants: run.manifest.variants.map((variant) => ({ ...variant, status: unavailable })),
  };
  expect(vmOf({ ...run, manifest }).status).toEqual(unavailable);
});

test('the last configuration that was read back is the one that is shown', () => {
  const configured = (index: number, memory: string) =>
    round({
      round: index,
      repetition: index,
      cell: cell('vm'),
      extra: [{ kind: 'configuration', round: index, variant: 'vm', configuration: { memory } }],
    });
  expect(vmOf(runOf([...configured(0, '64 MiB'), ...configured(1, '128 MiB')])).configuration).toEqual({
    memory: '128 MiB',
  });
});
