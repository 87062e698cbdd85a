import { describe, expect, it } from 'vitest';
import type { Arm } from '../../bench/launch/arm.ts';
import { launchBlock } from '../../bench/launch/block.ts';

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
