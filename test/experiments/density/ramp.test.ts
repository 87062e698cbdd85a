import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/model/records.ts';
import { valueOf } from '../records.ts';
import { GIB, MIB, ramp } from './ramp.ts';

describe('a density ramp', () => {
  it('finds a wall to the instance, and says what was met there', async () => {
    const { steps, summary, observed } = await ramp({
      fake: { wall: 37 },
      options: { max: 500, resolution: 0 },
    });
    expect(steps).toBe('1 2 4 8 16 32 [64] [48] [40] 36 [38] 37');
    expect(summary).toMatchObject({
      reached: [37],
      interval: [37, 38],
      boundBy: ['failures'],
      detail: '1 launch of the step to 38 failed: the fake host takes 37 instances',
    });
    expect(valueOf(observed, 'density.reached', 500)).toBe(37);
  });

  it('is content with an answer as close as it was asked for', async () => {
    const { steps, summary } = await ramp({
      fake: { wall: 70 },
      options: { max: 200, start: 10, resolution: 0.1 },
    });
    expect(steps).toBe('10 20 40 [80] 60 70 [75]');
    expect(summary).toMatchObject({ reached: [70], interval: [70, 75] });
  });

  it('writes down every step before anything is launched for it', async () => {
    const { records } = await ramp({ fake: { wall: 5 }, options: { resolution: 0 } });
    let intended = 0;
    for (const record of records) {
      if (record.kind === 'density-step') intended = record.outcome === 'intended' ? record.target : 0;
      if (record.kind === 'launch') expect(intended).toBeGreaterThan(0);
    }
    expect(intended).toBe(0);
  });

  it('takes as many failed launches as it was told to', async () => {
    const flaky = { failures: 0.2, seed: 3 };
    const strict = await ramp({ fake: flaky, options: { max: 20, resolution: 0 } });
    const patient = await ramp({ fake: flaky, options: { max: 20, resolution: 0, stop: { failures: 20 } } });
    expect(strict.summary?.boundBy).toEqual(['failures']);
    expect(patient.summary).toMatchObject({ reached: [20], boundBy: ['asked maximum'] });
    expect(patient.observed.failures).toBeGreaterThan(0);
  });

  it('stops when instances get ready too slowly', async () => {
    const { summary } = await ramp({
      fake: { ready: '300ms' },
      options: { max: 8, stop: { readyP95: '200ms' } },
    });
    expect(summary).toMatchObject({ reached: [0], interval: [0, 1], boundBy: ['readiness p95'] });
    expect(summary?.detail).toBe(
      'the 95th percentile of the time to ready on the way to 1 instances was 300 ms, and 200 ms is the most allowed',
    );
  });

  it('keeps the reserve to the byte, and leaves the memory of one more instance unused', async () => {
    const { records, summary } = await ramp({
      memory: 3 * GIB,
      fake: { memory: '100MiB' },
      options: { resolution: 0 },
    });
    expect(summary).toMatchObject({
      reached: [20],
      interval: [20, 21],
      boundBy: ['memory reserve'],
      forecast: null,
    });
    expect(summary?.detail).toContain('100 MiB for one more, 1.00 GiB reserved');
    const lowest = records.flatMap((record) =>
      record.kind === 'sample' && record.metric === 'density.lowestAvailable' ? [record.value] : [],
    );
    expect(Math.min(...lowest)).toBeGreaterThanOrEqual(GIB);
  });

  it('keeps a larger reserve when it is asked to, never a smaller one', async () => {
    const reached = async (memoryReserve: string) =>
      (
        await ramp({
          memory: 3 * GIB,
          fake: { memory: '100MiB' },
          options: { resolution: 0, stop: { memoryReserve } },
        })
      ).summary?.reached;
    expect(await reached('2GiB')).toEqual([10]);
    expect(await reached('1MiB')).toEqual([20]);
  });

  it('says that the answer lies beyond what was asked for, and forecasts where memory would end', async () => {
    const { summary, steps } = await ramp({
      memory: 11 * GIB,
      fake: { memory: '10MiB' },
      options: { max: 50 },
    });
    expect(steps).toBe('1 2 4 8 16 32 50 50');
    expect(summary).toMatchObject({
      reached: [50],
      interval: [50, null],
      boundBy: ['asked maximum'],
      forecast: 1_024,
    });
  });

  it('removes everything at the end, and times that', async () => {
    const { records, observed, round } = await ramp({
      fake: { wall: 6 },
      options: { max: 10, resolution: 0 },
    });
    const ready = records.filter((record) => record.kind === 'launch' && record.outcome === 'ready');
    expect(records.filter(({ kind }) => kind === 'removal')).toHaveLength(ready.length);
    expect(round.end?.status).toBe('complete');
    // virtual time: the fake driver removes in none
    expect(valueOf(observed, 'density.teardown', 10)).toBe(0);
  });
});

describe('the figures of a ramp', () => {
  it('are start costs at each density that held, memory per instance, and nothing of what was stopped', async () => {
    const { observed } = await ramp({
      fake: { ready: '40ms', wall: 6, memory: '7MiB' },
      options: { max: 8, concurrency: 2, resolution: 0 },
    });
    expect([1, 2, 4, 6, 8].map((density) => valueOf(observed, 'density.readyP50', density))).toEqual([
      40,
      40,
      40,
      40,
      undefined,
    ]);
    expect(valueOf(observed, 'density.startRate', 4)).toBe(50); // two launches in 40 ms
    expect(valueOf(observed, 'density.memoryPerInstance', 8)).toBeCloseTo(7 * MIB, 3);
  });
});

describe('an interrupted ramp', () => {
  it('goes on from the last step that held, and keeps what it knew', async () => {
    const stopping = new AbortController();
    const cutAt = (record: RunRecord): void => {
      if (record.kind === 'density-step' && record.outcome === 'intended' && record.target === 40)
        stopping.abort(new Error('power cut'));
    };
    const options = { max: 500, resolution: 0 };
    const first = await ramp({ fake: { wall: 37 }, options, signal: stopping.signal, onRecord: cutAt });
    expect(first.round.end).toMatchObject({ status: 'interrupted', reason: 'power cut' });
    expect(first.steps).toBe('1 2 4 8 16 32 [64] [48]');

    const second = await ramp({ fake: { wall: 37 }, options, journal: first.records });
    expect(second.steps).toBe('[48] 32 [40] 36 [38] 37');
    expect(second.summary).toMatchObject({ reached: [37], interval: [37, 38] });
  });

  it('falls back when what once held does so no more', async () => {
    const held: RunRecord = { kind: 'density-step', round: 0, atMs: 0, target: 32, outcome: 'held' };
    const { steps } = await ramp({
      fake: { wall: 9 },
      options: { resolution: 0, start: 4 },
      journal: [held],
    });
    expect(steps).toBe('[32] [16] 8 [12] [10] 9');
  });
});
