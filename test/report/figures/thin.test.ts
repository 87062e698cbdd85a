import { expect, test } from 'vitest';
import { thin } from '../../../src/sections/thin.ts';

test('few points are all drawn', () => {
  expect(thin([1, 2, 3], 3)).toEqual({ points: [1, 2, 3], total: 3 });
});

test('many points are thinned evenly, ends kept, and the total is told', () => {
  const { points, total } = thin(
    Array.from({ length: 1_000_001 }, (_, index) => index),
    11,
  );
  expect(points).toEqual([0, 1e5, 2e5, 3e5, 4e5, 5e5, 6e5, 7e5, 8e5, 9e5, 1e6]);
  expect(total).toBe(1_000_001);
});
