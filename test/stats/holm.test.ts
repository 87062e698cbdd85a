import { expect, test } from 'vitest';
import { holmAdjusted } from '../../src/stats/holm.ts';

test('the adjustment is the textbook one, in the order of the input', () => {
  // By hand: 4 × 0.005, 3 × 0.01, 2 × 0.03, and 1 × 0.04 raised to the one before it.
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
  for (const [index, expected] of [0.03, 0.06, 0.06, 0.02].entries())
    expect(adjusted[index]).toBeCloseTo(expected, 12);
});

test('nothing exceeds 1, one test stays as it is, none stay none', () => {
  expect(holmAdjusted([0.6, 0.9])).toEqual([1, 1]);
  expect(holmAdjusted([0.2])).toEqual([0.2]);
  expect(holmAdjusted([])).toEqual([]);
});
