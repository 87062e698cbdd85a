import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/host/clock.ts';
import { LOCAL_NODE } from '../../src/model/host-access.ts';
import { createLocalHost } from '../../src/probes/local-host.ts';
import { startSampler, type SamplerTarget, type SamplerTick } from '../../src/probes/sampler.ts';
import { cgroupFixture, version1 } from '../support/cgroup-fixture.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const target = (instance: number, cgroup = `/isodense/x-${instance}`): SamplerTarget => ({
  instance,
  role: 'workload',
  node: LOCAL_NODE,
  cgroup,
});

/** Oversleeps now and then, as a busy host makes any clock do. */
class LateClock implements Clock {
  readonly #clock = new VirtualClock();
  readonly #lateness: number[];

  constructor(lateness: readonly number[]) {
    this.#lateness = [...lateness];
  }

  now(): number {
    return this.#clock.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms + (this.#lateness.shift() ?? 0), signal);
  }
}

async function ticksUntil(
  clock: Clock,
  count: number,
  options: { root: string; targets: () => readonly SamplerTarget[]; onTick?: (ticks: number) => void },
) {
  const ticks: SamplerTick[] = [];
  let done!: () => void;
  const enough = new Promise<void>((resolve) => {
    done = resolve;
  });
  const sampler = startSampler({
    clock,
    intervalMs: 100,
    targets: options.targets,
    nodes: [createLocalHost({ cgroupRoot: options.root })],
    onSample: (tick) => {
      ticks.push(tick);
      options.onTick?.(ticks.length);
      if (ticks.length === count) done();
    },
  });
  await enough;
  return { ticks, report: await sampler.stop() };
}

describe('the sampler', () => {
  it('reads charged memory and CPU time of every target at every tick', async () => {
    using fixture = cgroupFixture({ ...version1('/isodense/x-0'), ...version1('/isodense/x-1') });
    const { ticks } = await ticksUntil(new VirtualClock(), 2, {
      root: fixture.root,
      targets: () => [target(0), target(1)],
    });
    expect(ticks[1]!.readings).toEqual(
      [0, 1].map((instance) => ({ ...target(instance), chargedBytes: 7_000_000, cpuSeconds: 2.5 })),
    );
  });

  it('keeps to an absolute schedule: a late tick does not move those after it', async () => {
    using fixture = cgroupFixture({});
    const { ticks, report } = await ticksUntil(new LateClock([0, 30, 0, 7]), 6, {
      root: fixture.root,
      targets: () => [],
    });
    expect(ticks.map(({ atMs }) => atMs)).toEqual([0, 100, 230, 300, 407, 500]);
    expect(ticks.map(({ lateMs }) => lateMs)).toEqual([0, 0, 30, 0, 7, 0]);
    expect(report).toMatchObject({ ticks: 6, missed: 0, worstLateMs: 30 });
    expect(report.meanLateMs).toBeCloseTo(37 / 6);
  });

  it('skips ticks whose time has passed and counts them, instead of catching up in a burst', async () => {
    using fixture = cgroupFixture({});
    const { ticks, report } = await ticksUntil(new LateClock([250]), 4, {
      root: fixture.root,
      targets: () => [],
    });
    expect(ticks.map(({ atMs }) => atMs)).toEqual([0, 350, 400, 500]);
    expect(report.missed).toBe(2);
  });

  it('reads again each time, and follows targets that come and go', async () => {
    using fixture = cgroupFixture({ ...version1('/isodense/x-0'), ...version1('/isodense/x-1') });
    let targets = [target(0)];
    const { ticks } = await ticksUntil(new VirtualClock(), 3, {
      root: fixture.root,
      targets: () => targets,
      onTick: (count) => {
        if (count === 1) {
          fixture.write('memory/isodense/x-0/memory.usage_in_bytes', '12000000\n');
          targets = [target(0), target(1)];
        }
        if (count === 2) targets = [target(1)];
      },
    });
    expect(
      ticks.map(({ readings }) => readings.map(({ instance, chargedBytes }) => [instance, chargedBytes])),
    ).toEqual([
      [[0, 7_000_000]],
      [
        [0, 9_000_000],
        [1, 7_000_000],
      ],
      [[1, 7_000_000]],
    ]);
  });

  it('gives no reading for a cgroup that is not there', async () => {
    using fixture = cgroupFixture({});
    const { ticks } = await ticksUntil(new VirtualClock(), 1, {
      root: fixture.root,
      targets: () => [target(0)],
    });
    expect(ticks[0]!.readings).toEqual([]);
  });

  it('reports what its receiver throws', async () => {
    const sampler = startSampler({
      clock: new VirtualClock(),
      intervalMs: 100,
      targets: () => [],
      nodes: [createLocalHost()],
      onSample: () => {
        throw new Error('disk full');
      },
    });
    await expect(sampler.stop()).rejects.toThrow('disk full');
  });

  it('measures its own cost', async () => {
    using fixture = cgroupFixture(version1('/isodense/x-0'));
    const { report } = await ticksUntil(new VirtualClock(), 50, {
      root: fixture.root,
      targets: () => [target(0)],
    });
    expect(report.cores).toBeGreaterThan(0);
  });
});
