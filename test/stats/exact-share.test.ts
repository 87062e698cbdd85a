import { expect, test } from 'vitest';
import { exactShareInterval } from '../../src/stats/exact-share.ts';

// Published tables of exact binomial limits give 0–30.8%, 0.3–44.5%, 18.7–81.3% and 69.2–100% for n = 10;
// digits from scipy.stats.binomtest, SciPy 1.17.
test.each([
  [0, 10, 0, 0.30849710781876294],
  [1, 10, 0.0025285785444625728, 0.44501611702819543],
  [5, 10, 0.1870860284474045, 0.8129139715525955],
  [10, 10, 0.6915028921812371, 1],
  [2, 20, 0.012348527170295887, 0.3169827140190792],
  [90, 100, 0.8237774022598247, 0.9509953107785141],
])('%d of %d is between %d and %d', (successes, trials, low, high) => {
  const interval = exactShareInterval(successes, trials)!;
  expect(interval[0]).toBeCloseTo(low, 6);
  expect(interval[1]).toBeCloseTo(high, 6);
});

test('no trials say nothing', () => {
  expect(exactShareInterval(0, 0)).toBeUndefined();
});

test.each([
  [3, 2],
  [-1, 2],
  [0.5, 2],
])('%d of %d are no trials', (successes, trials) => {
  expect(() => exactShareInterval(successes, trials)).toThrow('expected successes out of trials');
});
