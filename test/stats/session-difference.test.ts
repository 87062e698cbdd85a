import { expect, test } from 'vitest';
import { sessionDifference } from '../../src/stats/session-difference.ts';
import { welchDifference } from '../../src/stats/welch.ts';

const steady = (mean: number): number[] => [mean, mean, mean];

test('from three sessions on it is the prediction interval of one more session mean', () => {
  // s² of 10, 11, 9.5, 10.5 is 0.41667; √(s² · (1 + 1/4)) = 0.72169 (NumPy 2)
  const result = sessionDifference(steady(12), [10, 11, 9.5, 10.5].map(steady))!;
  expect(result.centre).toBeCloseTo(12 - 10.25, 12);
  expect(result.standardError).toBeCloseTo(0.7216878364870323, 9);
  expect(result.freedom).toBeCloseTo(3, 12);
});

test('a new session that is noisier by itself is held less firmly', () => {
  const sessions = [10, 11, 9.5, 10.5].map(steady);
  const noisy = sessionDifference([10, 12, 14], sessions)!;
  // The variance of its own mean, 4 / 3, comes on top.
  expect(noisy.standardError).toBeCloseTo(Math.sqrt(0.5208333333 + 4 / 3), 8);
  expect(noisy.freedom).toBeGreaterThan(2);
  expect(noisy.freedom).toBeLessThan(5);
});

test('the spread of rounds that all sessions have is not counted twice', () => {
  const spread = (mean: number): number[] => [mean - 1, mean, mean + 1];
  const result = sessionDifference(spread(12), [10, 11, 9.5, 10.5].map(spread))!;
  expect(result.standardError).toBeCloseTo(0.7216878364870323, 9);
});

test('one or two sessions are compared by their rounds', () => {
  expect(
    sessionDifference(
      [5, 6, 7],
      [
        [4, 5],
        [5, 6],
      ],
    ),
  ).toEqual(welchDifference([5, 6, 7], [4, 5, 5, 6]));
});

test('sessions without values do not count as sessions', () => {
  expect(sessionDifference([5, 6, 7], [[4, 5], [], [5, 6]])).toEqual(
    welchDifference([5, 6, 7], [4, 5, 5, 6]),
  );
});

test('one round has no spread to judge by', () => {
  expect(sessionDifference([5], [steady(4), steady(5), steady(6)])).toBeUndefined();
});
