import { expect, test } from 'vitest';
import { tQuantile, tTwoSidedP } from '../../src/stats/student-t.ts';

// Three decimals of the usual table of critical values (as in NIST/SEMATECH e-Handbook §1.3.6.7.2); also
// scipy.stats.t.ppf, SciPy 1.17.
test.each([
  [1, 12.706],
  [2, 4.303],
  [4, 2.776],
  [5, 2.571],
  [7, 2.365],
  [10, 2.228],
  [30, 2.042],
  [100, 1.984],
])('the 0.975 quantile with %d degrees of freedom is the published %d', (freedom, published) => {
  expect(tQuantile(0.975, freedom)).toBeCloseTo(published, 3);
});

// scipy.stats.t.ppf(0.8, df), SciPy 1.17.
test.each([
  [1, 1.376382],
  [4, 0.940965],
  [7, 0.89603],
  [60, 0.847653],
])('the 0.80 quantile with %d degrees of freedom is %d', (freedom, published) => {
  expect(tQuantile(0.8, freedom)).toBeCloseTo(published, 5);
});

test('the two-sided p undoes the quantile', () => {
  for (const freedom of [1, 2, 5, 7, 31])
    expect(tTwoSidedP(tQuantile(0.975, freedom), freedom)).toBeCloseTo(0.05, 6);
});

test('p is 1 at 0 and 0 at infinity, and does not depend on the side', () => {
  expect(tTwoSidedP(0, 7)).toBeCloseTo(1, 7);
  expect(tTwoSidedP(Infinity, 7)).toBe(0);
  expect(tTwoSidedP(-2, 7)).toBe(tTwoSidedP(2, 7));
});

test('there is no t distribution without a degree of freedom', () => {
  expect(() => tQuantile(0.975, 0)).toThrow('at least 1 degree of freedom, got 0');
});
