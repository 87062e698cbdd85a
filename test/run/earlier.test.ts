import { describe, expect, it } from 'vitest';
import type { RoundStatus, RunRecord } from '../../src/model/records.ts';
import { earlierOf } from '../../src/run/earlier.ts';

const cell = { experiment: 'e', variant: 'v', density: 1, parameters: {} };

const start = (round: number, atMs = 0): RunRecord => ({
  kind: 'round-start',
  round,
  repetition: round,
  cell,
  atMs,
});
const step = (round: number, target: number): RunRecord => ({
  kind: 'density-step',
  round,
  atMs: 5,
  target,
  outcome: 'held',
});
const end = (round: number, status: RoundStatus = 'complete', atMs = 10): RunRecord => ({
  kind: 'round-end',
  round,
  atMs,
  status,
});
const done = (...records: RunRecord[]): number[] => [...earlierOf(records).done];

describe('what a run had done when it was cut off', () => {
  it('is every round that has an outcome, a failed one too', () => {
    expect(done(start(0), end(0), start(1), end(1, 'failed'), start(2), end(2, 'invalid'))).toEqual([
      0, 1, 2,
    ]);
  });

  it('leaves out rounds that were torn or interrupted', () => {
    expect(done(start(0), end(0), start(1), end(1, 'interrupted'), start(2))).toEqual([0]);
  });

  it('is judged by the last try of a round', () => {
    expect(done(start(0), end(0, 'interrupted'), start(0), end(0))).toEqual([0]);
    expect(done(start(0), end(0), start(0))).toEqual([]);
  });

  it('comes with what the last try of a cut-off round had recorded', () => {
    const { journals } = earlierOf([start(0), step(0, 1), start(0), step(0, 2), start(1), end(1)]);
    expect([...journals]).toEqual([[0, [start(0), step(0, 2)]]]);
  });

  it('knows which experiments ended early, and which of them were given more rounds since', () => {
    const enough = (experiment: string): RunRecord => ({
      kind: 'enough',
      atMs: 1,
      experiment,
      repetitions: 6,
      halfWidth: 0.01,
    });
    const { ended, extended } = earlierOf([
      enough('startup'),
      enough('memory'),
      { kind: 'extended', atMs: 2, experiments: ['startup'], reason: 'red' },
    ]);
    expect([[...ended], [...extended]]).toEqual([['memory'], ['startup']]);
  });

  it('ends its time axis with the last record, removals included', () => {
    const removal: RunRecord = { kind: 'removal', round: 0, instance: 0, stopping: 20, removed: 44 };
    expect(earlierOf([start(0, 3), end(0, 'complete', 40), removal]).elapsedMs).toBe(44);
    expect(earlierOf([]).elapsedMs).toBe(0);
  });
});
