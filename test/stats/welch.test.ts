import { expect, test } from 'vitest';
import { intervalOf } from '../../src/stats/t-estimate.ts';
import { welchDifference } from '../../src/stats/welch.ts';

test('the sleep data of the R documentation come out as R prints them', () => {
  // ?t.test: t.test(extra ~ group, data = sleep): df = 17.776, 95 percent confidence interval -3.3654832
  // 0.2054832, means 0.75 and 2.33
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const result = welchDifference(first, second)!;
  expect(result.centre).toBeCloseTo(0.75 - 2.33, 12);
  expect(result.freedom).toBeCloseTo(17.776, 3);
  expect(result.centre / result.standardError).toBeCloseTo(-1.8608, 4);
  expect(intervalOf(result)[0]).toBeCloseTo(-3.3654832, 5);
  expect(intervalOf(result)[1]).toBeCloseTo(0.2054832, 5);
});

test('equal values on both sides differ by nothing, without NaN', () => {
  expect(welchDifference([2, 2, 2], [2, 2])).toEqual({ centre: 0, standardError: 0, freedom: 3 });
});

test.each([
  [[1], [1, 2]],
  [[1, 2], [1]],
  [[], [1, 2]],
])('%j against %j has no spread to judge by', (a, b) => {
  expect(welchDifference(a, b)).toBeUndefined();
});
