import { describe, expect, it } from 'vitest';
import type { Arm } from '../../bench/launch/arm.ts';
import { compareArms, ratioOf, type ArmRound } from '../../bench/launch/compare.ts';
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
