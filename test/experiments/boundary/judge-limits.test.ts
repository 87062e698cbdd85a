import { describe, expect, it } from 'vitest';
import {
  judgeCpu,
  judgeMemory,
  judgeProcesses,
  judgeSibling,
} from '../../../src/experiments/boundary/judge-limits.ts';

const said = (answers: Readonly<Record<string, string>>, cutOff?: string) => ({ answers, cutOff });
const memory = { limitBytes: 96 * 2 ** 20, holders: 2, holderMiB: 80, onHostBytes: 0 };
const processes = { limit: 64, tried: 160, onHost: 161 };

describe('a memory limit', () => {
  it('holds when the greedy processes are killed, and says how many', () => {
    expect(judgeMemory(said({ 'holder-1': '137', 'holder-2': '1' }), memory).judgement).toEqual({
      outcome: 'isolated',
      evidence: '2 × 80 MiB under a limit of 96 MiB: 1 of its 2 processes were killed, and it lives on',
    });
  });

  it('holds when the whole instance is stopped', () => {
    expect(judgeMemory(said({}, 'it ended: out of memory'), memory).judgement).toMatchObject({
      outcome: 'isolated',
      evidence: expect.stringContaining('the whole instance was stopped (it ended: out of memory)'),
    });
  });

  it('leaks when everything was had', () => {
    expect(judgeMemory(said({ 'holder-1': '1', 'holder-2': '1' }), memory).judgement).toMatchObject({
      outcome: 'leaked',
    });
  });

  it('is judged by what the host sees of an instance that is stuck', () => {
    const stuck = said({}, 'it did not answer within 30 s');
    expect(judgeMemory(stuck, { ...memory, onHostBytes: 130 * 2 ** 20 }).judgement).toEqual({
      outcome: 'isolated',
      evidence:
        '2 × 80 MiB under a limit of 96 MiB: it did not answer within 30 s, and takes 130 MiB of the host',
    });
    expect(judgeMemory(stuck, { ...memory, onHostBytes: 170 * 2 ** 20 }).judgement).toMatchObject({
      outcome: 'leaked',
    });
  });

  it('cannot be judged by an instance that did not start, or did not say', () => {
    expect(judgeMemory(undefined, memory).judgement).toMatchObject({ outcome: 'not-testable' });
    expect(judgeMemory(said({ 'holder-1': '1' }), memory).judgement).toMatchObject({
      outcome: 'not-testable',
    });
    expect(judgeMemory(said({}, 'it did not answer within 60 s'), memory).judgement).toEqual({
      outcome: 'not-testable',
      evidence: 'it did not answer within 60 s',
    });
  });
});

describe('a process limit', () => {
  it('holds where a fork bomb runs into it', () => {
    expect(judgeProcesses(said({ forked: '61' }), processes).judgement).toEqual({
      outcome: 'isolated',
      evidence: '61 of 160 processes under a limit of 64, then it could make no more',
    });
  });

  it('holds when the whole instance is stopped', () => {
    expect(judgeProcesses(said({ forked: '40' }, 'it ended: exit 2'), processes).judgement).toMatchObject({
      outcome: 'isolated',
      evidence: expect.stringContaining('40 processes'),
    });
  });

  it("holds where the processes are none of the host's", () => {
    expect(judgeProcesses(said({ forked: '160' }), { ...processes, onHost: 1 }).judgement).toEqual({
      outcome: 'isolated',
      evidence: '160 processes inside under a limit of 64; to the host they are 1',
    });
  });

  it('leaks where the host carries them all', () => {
    expect(judgeProcesses(said({ forked: '160' }), processes).judgement).toMatchObject({ outcome: 'leaked' });
  });

  it('cannot be judged by an instance that made none', () => {
    expect(judgeProcesses(said({}), processes).judgement).toMatchObject({ outcome: 'not-testable' });
    expect(judgeProcesses(said({}, 'it ended: exit 2'), processes).judgement).toEqual({
      outcome: 'not-testable',
      evidence: 'it ended: exit 2',
    });
  });
});

describe('the sibling of a culprit', () => {
  it('is not touched when it still answers, and is when it does not', () => {
    expect(judgeSibling('memory', said({}), true).judgement.outcome).toBe('isolated');
    expect(judgeSibling('processes', said({}), false).judgement.outcome).toBe('leaked');
    expect(judgeSibling('memory', undefined, true).judgement.outcome).toBe('not-testable');
  });
});

describe('a CPU quota', () => {
  it('holds up to one period more than asked for', () => {
    expect(judgeCpu(0.26, 0.25).judgement).toEqual({
      outcome: 'isolated',
      evidence: '0.26 cores used of 0.25 allowed',
    });
    expect(judgeCpu(0.95, 0.25).judgement.outcome).toBe('leaked');
    expect(judgeCpu(undefined, 0.25).judgement.outcome).toBe('not-testable');
  });
});
