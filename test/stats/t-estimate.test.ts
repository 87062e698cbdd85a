import { expect, test } from 'vitest';
import { tUpperP } from '../../src/stats/student-t.ts';
import {
  detectableDistance,
  estimateMean,
  intervalOf,
  pNotAbove,
  pNotBelow,
} from '../../src/stats/t-estimate.ts';

test('the mean and its interval agree with scipy.stats.t.interval', () => {
  const estimate = estimateMean([9.2, 9.9, 10.1, 10.4, 9.7])!;
  expect(estimate.centre).toBeCloseTo(9.86, 12);
  expect(intervalOf(estimate)[0]).toBeCloseTo(9.300561812761787, 6); // SciPy 1.17 on the same values
  expect(intervalOf(estimate)[1]).toBeCloseTo(10.419438187238212, 6);
});

// scipy.stats.t.sf, SciPy 1.17.
test.each([
  [2.5, 7, 0.020496109292876444],
  [-1, 3.5, 0.8093313732182774],
])('above %d with %d degrees of freedom lie %d', (t, freedom, published) => {
  expect(tUpperP(t, freedom)).toBeCloseTo(published, 7);
});

test('a small p keeps its digits', () => {
  expect(tUpperP(30, 7) / 5.894234440366572e-9).toBeCloseTo(1, 3);
});

test('the one-sided p is below 0.025 exactly when the interval lies beyond the bound', () => {
  const estimate = estimateMean([1.02, 1.07, 1.05, 1.08, 1.03, 1.06])!;
  const [low, high] = intervalOf(estimate);
  expect(pNotAbove(low - 1e-6, estimate)).toBeLessThan(0.025);
  expect(pNotAbove(low + 1e-6, estimate)).toBeGreaterThan(0.025);
  expect(pNotBelow(high + 1e-6, estimate)).toBeLessThan(0.025);
  expect(pNotBelow(high - 1e-6, estimate)).toBeGreaterThan(0.025);
});

test('without spread there is no doubt on either side, and none at the bound itself', () => {
  const exact = estimateMean([3, 3])!;
  expect([pNotAbove(2, exact), pNotAbove(3, exact), pNotAbove(4, exact)]).toEqual([0, 1, 1]);
  expect([pNotBelow(2, exact), pNotBelow(3, exact), pNotBelow(4, exact)]).toEqual([1, 1, 0]);
});

test('an open side is never broken', () => {
  const estimate = estimateMean([1, 2, 3])!;
  expect(pNotAbove(Infinity, estimate)).toBe(1);
  expect(pNotBelow(-Infinity, estimate)).toBe(1);
});

test('the distance found four times out of five is t.975 plus t.80 standard errors', () => {
  expect(detectableDistance({ centre: 0, standardError: 2, freedom: 7 })).toBeCloseTo(
    2 * (2.3646243 + 0.8960296),
    5,
  );
});

test('one value says nothing about spread', () => {
  expect(estimateMean([3])).toBeUndefined();
});
