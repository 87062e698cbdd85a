import { expect, test } from 'vitest';
import { fairnessIndex } from '../../src/stats/fairness.ts';

test('equal shares are perfectly fair, whatever their size', () => {
  expect(fairnessIndex([3, 3, 3, 3])).toBe(1);
  expect(fairnessIndex([1e200, 1e200])).toBe(1);
  expect(fairnessIndex([1e-200, 1e-200])).toBe(1);
});

test('one of n taking everything gives 1/n', () => {
  expect(fairnessIndex([5, 0, 0, 0])).toBe(0.25);
});

test('k equal winners among n give k/n', () => {
  expect(fairnessIndex([1, 1, 1, 0, 0])).toBeCloseTo(3 / 5, 12);
});

test('nothing shared is not fair and not unfair', () => {
  expect(fairnessIndex([])).toBeUndefined();
  expect(fairnessIndex([0, 0])).toBeUndefined();
});

test('negative shares are refused', () => {
  expect(() => fairnessIndex([1, -1])).toThrow('expected shares that are not negative');
});
