import { describe, expect, it } from 'vitest';
import type { Arm } from '../../bench/launch/arms.ts';
import {
  compareArms,
  launchBlock,
  mirroredOrder,
  ratioOf,
  type ArmRound,
} from '../../bench/launch/compare.ts';
import type { LaunchSettings } from '../../bench/settings.ts';

const { signal } = new AbortController();

/** Arms on one clock that drifts: every launch takes 1% longer than the one before, whoever makes it. */
function driftingArms(factors: Readonly<Partial<Record<Arm['name'], number>>>) {
  let now = 0;
  let pace = 100;
  const arms = Object.entries(factors).map(([name, factor]): Arm => ({
    name: name as Arm['name'],
    launch: async () => {
      pace *= 1.01;
      now += pace * factor;
      return { id: name, [Symbol.asyncDispose]: async () => {} };
    },
  }));
  return { arms, clock: { now: () => now, sleep: () => Promise.resolve() } };
}

async function compare(
  settings: Partial<LaunchSettings>,
  factors: Parameters<typeof driftingArms>[0],
): Promise<ArmRound[]> {
  const full: LaunchSettings = {
    concurrencies: [1],
    minRounds: 6,
    budgetMs: 0,
    precision: 0.01,
    ...settings,
  };
  return compareArms({
    ...driftingArms(factors),
    concurrency: 1,
    settings: full,
    signal,
    progress: () => {},
  });
}

describe('comparing ways to launch', () => {
  it('finds the true ratio in spite of drift, since rounds are mirrored and paired', async () => {
    const rounds = await compare({}, { harness: 1.02, 'raw calls': 1, 'docker run': 1.2 });
    expect(ratioOf(rounds, 'harness', 'raw calls')?.ratio).toBeCloseTo(1.02, 6);
    expect(ratioOf(rounds, 'harness', 'docker run')?.ratio).toBeCloseTo(0.85, 6);
  });

  it('ends as soon as the interval is narrow, long before its time is up', async () => {
    const rounds = await compare({ budgetMs: 1e9 }, { harness: 1, 'raw calls': 1 });
    expect(rounds.filter(({ arm }) => arm === 'harness')).toHaveLength(6);
  });

  it('has no ratio to something that did not take part', async () => {
    const rounds = await compare({}, { harness: 1, 'raw calls': 1 });
    expect(ratioOf(rounds, 'harness', 'docker run')).toBeUndefined();
  });
});

describe('the order of blocks', () => {
  it('goes back the way it came, and begins with the next one in the next round', () => {
    expect([0, 1, 2, 3].map((round) => mirroredOrder(['a', 'b', 'c'], round).join(''))).toEqual([
      'abccba',
      'bcaacb',
      'cabbac',
      'abccba',
    ]);
  });

  it('gives each the same mean position in a round, so that steady drift cancels', () => {
    const order = mirroredOrder(['a', 'b', 'c'], 1);
    const positions = ['a', 'b', 'c'].map((arm) => order.indexOf(arm) + order.lastIndexOf(arm));
    expect(new Set(positions).size).toBe(1);
  });
});

/** An arm whose launches take 10 ms of its own clock each; the third one fails where asked. */
function countingArm(failThird: boolean) {
  let now = 0;
  let launches = 0;
  const live = new Set<string>();
  const arm: Arm = {
    name: 'raw calls',
    launch: async () => {
      const id = `container-${(launches += 1)}`;
      if (failThird && launches === 3) throw new Error('the engine refused');
      live.add(id);
      await Promise.resolve();
      now += 10;
      return { id, [Symbol.asyncDispose]: async () => void live.delete(id) };
    },
  };
  return { arm, live, clock: { now: () => now, sleep: () => Promise.resolve() } };
}

describe('a block of launches', () => {
  it('times each launch from its own call and removes what it launched', async () => {
    const { arm, live, clock } = countingArm(false);
    expect(await launchBlock(arm, 1, clock)).toEqual([10]);
    expect(await launchBlock(arm, 4, clock)).toHaveLength(4);
    expect(live.size).toBe(0);
  });

  it('removes the others when one launch fails, and says what failed', async () => {
    const { arm, live, clock } = countingArm(true);
    await expect(launchBlock(arm, 4, clock)).rejects.toThrow(
      'a launch through raw calls failed: the engine refused',
    );
    expect(live.size).toBe(0);
  });
});
