import { expect, test } from 'vitest';
import { meanInterval } from '../../src/stats/mean-interval.ts';

test('the interval agrees with scipy.stats.t.interval', () => {
  const result = meanInterval([9.2, 9.9, 10.1, 10.4, 9.7])!;
  expect(result.mean).toBeCloseTo(9.86, 12);
  expect(result.ci95![0]).toBeCloseTo(9.300561812761787, 6); // SciPy 1.17 on the same values
  expect(result.ci95![1]).toBeCloseTo(10.419438187238212, 6);
});

test('one value has a mean and no interval', () => {
  expect(meanInterval([3])).toEqual({ mean: 3, ci95: null });
});

test('equal values have an interval of no width', () => {
  expect(meanInterval([5, 5, 5])).toEqual({ mean: 5, ci95: [5, 5] });
});

test('no values have no mean', () => {
  expect(meanInterval([])).toBeUndefined();
});
