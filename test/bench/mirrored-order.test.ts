import { describe, expect, it } from 'vitest';
import { mirroredOrder } from '../../bench/mirrored-order.ts';

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
