import { describe, expect, it } from 'vitest';
import type { SampleRecord } from '../../src/model/records.ts';
import { memory } from '../../src/experiments/memory/experiment.ts';
import { observeMemory } from '../../src/experiments/memory/observe.ts';
import { failedLaunch, roundOf, sample, valueOf } from './records.ts';

/** A host with 1,000 bytes: 50 for the technology, 30 for each instance, of which 20 belong to processes. */
function ramp(...densities: readonly number[]): SampleRecord[] {
  return [
    sample('memory.available', 1_000, { density: 0 }),
    ...densities.flatMap((density) => [
      // One reading of three catches another process's moment.
      ...[0, -400, 0].map((moment) =>
        sample('memory.available', 1_000 - 50 - 30 * density + moment, { density }),
      ),
      ...Array.from({ length: density }, (_, instance) => [
        sample('memory.pss', 12, { density, instance, role: 'workload' }),
        sample('memory.pss', 8, { density, instance, role: 'shim' }),
        sample('memory.rss', 70, { density, instance, role: 'workload' }),
        sample('memory.charged', 15, { density, instance, role: 'workload' }),
      ]).flat(),
      sample('memory.shared', 99, { density, role: 'shared' }),
    ]),
  ];
}

describe('memory observes', () => {
  it('marginal and fixed cost as slope and intercept over the densities, and the gap to what processes hold', () => {
    const observed = observeMemory(roundOf({ density: 4 }, ...ramp(1, 2, 4)));
    expect(valueOf(observed, 'memory.marginal', 4)).toBeCloseTo(30, 9);
    expect(valueOf(observed, 'memory.fixed', 4)).toBeCloseTo(50, 9);
    expect(valueOf(observed, 'memory.gap', 4)).toBeCloseTo(10, 9);
    expect(valueOf(observed, 'memory.shared', 4)).toBe(99);
  });

  it('what one instance has at each density, by role', () => {
    const observed = observeMemory(roundOf({ density: 4 }, ...ramp(1, 2, 4)));
    for (const density of [1, 2, 4]) {
      expect(valueOf(observed, 'memory.attributed', density)).toBe(20);
      expect(valueOf(observed, 'memory.attributed.workload', density)).toBe(12);
      expect(valueOf(observed, 'memory.attributed.shim', density)).toBe(8);
      expect(valueOf(observed, 'memory.rss', density)).toBe(70);
      expect(valueOf(observed, 'memory.charged', density)).toBe(15);
      expect(valueOf(observed, 'memory.host', density)).toBe(30 + 50 / density);
    }
    expect(valueOf(observed, 'memory.attributed.vmm', 4)).toBeUndefined();
    expect(valueOf(observed, 'memory.guestKernel', 4)).toBeUndefined();
  });

  it('no slope from a ramp that reached one density only', () => {
    const observed = observeMemory(roundOf({ density: 4 }, ...ramp(1), failedLaunch(1)));
    expect(valueOf(observed, 'memory.attributed', 1)).toBe(20);
    expect(valueOf(observed, 'memory.marginal', 1)).toBeUndefined();
    expect(valueOf(observed, 'memory.gap', 1)).toBeUndefined();
    expect(observed).toMatchObject({ attempts: 1, failures: 1 });
  });

  it('nothing from a round in which nothing ran', () => {
    expect(
      observeMemory(roundOf({ density: 4 }, sample('memory.available', 1_000, { density: 0 }))).observations,
    ).toEqual([]);
  });
});

describe('memory plans', () => {
  it('one ramp to the highest density, and refuses a single one, since a slope needs two', () => {
    expect(memory.cells(memory.options.parse({ densities: [4, 1, 16] }), 'v', 2)).toEqual([
      { experiment: 'memory', variant: 'v', density: 16, parameters: {} },
    ]);
    expect(memory.options.safeParse({ densities: [4] }).error?.issues[0]?.message).toContain(
      'slope between them',
    );
  });
});
