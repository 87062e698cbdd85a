import { expect, test } from 'vitest';
import { median, quantile } from '../../src/stats/quantile.ts';

test.each([
  [0, 15],
  [0.05, 16],
  [0.3, 23],
  [0.4, 29],
  [0.5, 35],
  [0.95, 48],
  [1, 50],
])('quantile %d agrees with numpy.quantile, whose default is type 7', (p, expected) => {
  expect(quantile([50, 15, 40, 20, 35], p)).toBeCloseTo(expected, 12); // NumPy 2.4 on the same values
});

test('the median of an even count is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('no values have no quantile', () => {
  expect(median([])).toBeUndefined();
});

test('numbers are ordered by size, not as text', () => {
  expect(quantile([9, 10, 100], 1)).toBe(100);
});

test('censored values stay infinite and never become NaN', () => {
  expect(quantile([1, 2, Infinity], 0.5)).toBe(2);
  expect(quantile([1, 2, Infinity], 0.75)).toBe(Infinity);
  expect(quantile([1, Infinity, Infinity], 0.9)).toBe(Infinity);
});

test('NaN and impossible probabilities are refused', () => {
  expect(() => quantile([1, Number.NaN], 0.5)).toThrow('NaN');
  expect(() => quantile([1], 1.5)).toThrow('expected a probability from 0 to 1, got 1.5');
});
