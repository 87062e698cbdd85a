import { describe, expect, it } from 'vitest';
import type { FakeMachine } from '../../src/drivers/fake/node.ts';
import { memory } from '../../src/experiments/memory/experiment.ts';
import { sharing } from '../../src/experiments/sharing/experiment.ts';
import type { RunRecord, SampleRecord } from '../../src/model/records.ts';
import { takeFakeRound } from '../support/fake-round.ts';
import { ramp, GIB, MIB } from './density/ramp.ts';
import { valueOf } from './records.ts';

const A: FakeMachine = { node: 'a', memoryBytes: 64 * GIB, fixedBytes: 6 * MIB };
const B: FakeMachine = { node: 'b', memoryBytes: 32 * GIB, fixedBytes: 2 * MIB };

function samplesOf(records: readonly RunRecord[], metric: string, density?: number): readonly SampleRecord[] {
  return records.filter(
    (record): record is SampleRecord =>
      record.kind === 'sample' &&
      record.metric === metric &&
      (density === undefined || record.density === density),
  );
}

/** The last value of each node. */
function byNode(records: readonly RunRecord[], metric: string, density?: number): Record<string, number> {
  return Object.fromEntries(
    samplesOf(records, metric, density).map(({ parameters, value }) => [parameters!['node'], value]),
  );
}

describe('on a host of two nodes', () => {
  it('memory costs what it costs on both together, and each node is told beside them', async () => {
    const { records, round, end } = await takeFakeRound({
      experiment: memory,
      options: { densities: [2, 4, 7] },
      fake: { memory: '10MiB' },
      machines: [A, B],
    });
    expect(end.status).toBe('complete');
    const observed = memory.observe(round);
    expect(valueOf(observed, 'memory.marginal', 7)).toBeCloseTo(10 * MIB, 3);
    expect(valueOf(observed, 'memory.fixed', 7)).toBeCloseTo(8 * MIB, 3);
    expect(valueOf(observed, 'memory.host', 4)).toBe((8 * MIB + 40 * MIB) / 4);
    expect(valueOf(observed, 'memory.attributed', 7)).toBe(10 * MIB);
    expect(byNode(records, 'node.memory.available', 7)).toEqual({
      a: 64 * GIB - 6 * MIB - 40 * MIB,
      b: 32 * GIB - 2 * MIB - 30 * MIB,
    });
    const ofInstances = samplesOf(records, 'memory.pss', 7).map(({ parameters }) => parameters!['node']);
    expect(ofInstances.filter((node) => node === 'a')).toHaveLength(4);
    expect(ofInstances.filter((node) => node === 'b')).toHaveLength(3);
  });

  it('density ends where the smaller node is full, not where both together are', async () => {
    // Each node keeps 1 GiB: one has room for 14 instances, the other for 6 and a little more.
    const { records, observed, summary } = await ramp({
      options: { resolution: 0 },
      fake: { memory: '512MiB' },
      machines: [
        { node: 'a', memoryBytes: 8 * GIB, fixedBytes: 0 },
        { node: 'b', memoryBytes: 4 * GIB + 64 * MIB, fixedBytes: 0 },
      ],
    });
    expect(summary).toMatchObject({ reached: [12], boundBy: ['memory reserve'] });
    expect(valueOf(observed, 'density.memoryPerInstance', observed.observations[0]!.density)).toBeCloseTo(
      512 * MIB,
      3,
    );
    expect(byNode(records, 'node.density.reserve')).toEqual({ a: GIB, b: GIB });
    expect(byNode(records, 'node.density.available', 12)).toEqual({ a: 5 * GIB, b: GIB + 64 * MIB });
    for (const { parameters, value } of samplesOf(records, 'node.density.lowestAvailable'))
      expect(value, `node ${parameters!['node']}`).toBeGreaterThanOrEqual(GIB);
  });

  it('sharing uses the CPUs of both, and the idle cost is the mean of all instances', async () => {
    const idle: Readonly<Record<string, number>> = { a: 0.02, b: 0.06 }; // cores of each instance
    const { records, round } = await takeFakeRound({
      experiment: sharing,
      options: { overcommit: [1, 2] },
      fake: { quantum: '10ms', cores: 2 },
      machines: [A, B],
      cores: 4,
      session: (session, clock) => {
        for (const node of session.nodes)
          node.cpuOf = async (scopes) =>
            scopes.map(() => ({
              usedSeconds: (idle[node.node]! * clock.now()) / 1_000,
              throttledSeconds: 0,
            }));
        return session;
      },
    });
    const observed = sharing.observe(round);
    for (const [density, overcommit] of [
      [4, 1],
      [8, 2],
    ] as const) {
      expect(valueOf(observed, 'sharing.rate.total', density, { overcommit })).toBeCloseTo(400, 6);
      expect(valueOf(observed, 'sharing.efficiency', density, { overcommit })).toBeCloseTo(1, 9);
    }
    expect(valueOf(observed, 'sharing.idle', 8)).toBeCloseTo(0.04, 12);
    const nodes = byNode(records, 'node.sharing.idle', 8);
    expect(nodes['a']).toBeCloseTo(0.02, 12);
    expect(nodes['b']).toBeCloseTo(0.06, 12);
    expect(samplesOf(records, 'sharing.rate', 8).map(({ parameters }) => parameters!['node'])).toEqual([
      'a',
      'b',
      'a',
      'b',
      'a',
      'b',
      'a',
      'b',
    ]);
  });
});

it('on a host of one node no value is told twice', async () => {
  const { records } = await takeFakeRound({
    experiment: memory,
    options: { densities: [1, 2] },
    machines: [A],
  });
  const samples = records.filter((record): record is SampleRecord => record.kind === 'sample');
  expect(samples.length).toBeGreaterThan(0);
  expect(samples.filter(({ metric, parameters }) => metric.startsWith('node.') || parameters)).toEqual([]);
});
