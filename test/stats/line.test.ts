import { expect, test } from 'vitest';
import { fitLine } from '../../src/stats/line.ts';

// NIST Statistical Reference Datasets, Linear Regression, "Norris" (lower difficulty): x, y and the certified
// values below.
const NORRIS: [number, number][] = [
  [0.2, 0.1],
  [337.4, 338.8],
  [118.2, 118.1],
  [884.6, 888.0],
  [10.1, 9.2],
  [226.5, 228.1],
  [666.3, 668.5],
  [996.3, 998.5],
  [448.6, 449.1],
  [777.0, 778.9],
  [558.2, 559.2],
  [0.4, 0.3],
  [0.6, 0.1],
  [775.5, 778.1],
  [666.9, 668.8],
  [338.0, 339.3],
  [447.5, 448.9],
  [11.6, 10.8],
  [556.0, 557.7],
  [228.1, 228.3],
  [995.8, 998.0],
  [887.6, 888.8],
  [120.2, 119.6],
  [0.3, 0.3],
  [0.3, 0.6],
  [556.8, 557.6],
  [339.1, 339.3],
  [887.2, 888.0],
  [999.0, 998.5],
  [779.0, 778.9],
  [11.1, 10.2],
  [118.3, 117.6],
  [229.2, 228.9],
  [669.1, 668.4],
  [448.9, 449.2],
  [0.5, 0.2],
];
const T_34 = 2.032244509; // t.ppf(0.975, 34), SciPy 1.17

test('the line agrees with the certified values of NIST’s Norris data', () => {
  const line = fitLine(NORRIS)!;
  expect(line.slope).toBeCloseTo(1.00211681802045, 11);
  expect(line.intercept).toBeCloseTo(-0.262323073774029, 10);
  expect(line.inference!.residual).toBeCloseTo(0.884796396144373, 10);
  expect((line.inference!.slopeCi95[1] - line.slope) / T_34).toBeCloseTo(0.429796848199937e-3, 9);
  expect((line.inference!.interceptCi95[1] - line.intercept) / T_34).toBeCloseTo(0.232818234301152, 6);
});

test('memory over density agrees with scipy.stats.linregress', () => {
  const line = fitLine([
    [1, 14.1],
    [2, 16.3],
    [4, 20.2],
    [8, 28.4],
    [16, 44.3],
    [1, 13.8],
    [2, 16.1],
    [4, 20.6],
    [8, 28.1],
    [16, 44.9],
  ])!;
  expect(line.slope).toBeCloseTo(2.0327284946236555, 10);
  expect(line.intercept).toBeCloseTo(12.077083333333336, 10);
  expect(line.inference!.slopeCi95[0]).toBeCloseTo(1.99873951293927, 6);
  expect(line.inference!.interceptCi95[1]).toBeCloseTo(12.357775530836598, 6);
});

test('byte counts of a large host lose no precision', () => {
  const host = 24 * 2 ** 30;
  const line = fitLine([1, 2, 4, 8].map((density) => [density, host + 4_300_000 * density]))!;
  expect(line.slope).toBeCloseTo(4_300_000, 3);
  expect(line.inference!.slopeCi95[1] - line.inference!.slopeCi95[0]).toBeLessThan(1);
});

test('two points make a line without intervals', () => {
  expect(
    fitLine([
      [1, 3],
      [2, 5],
    ]),
  ).toEqual({ slope: 2, intercept: 1, inference: null, points: 2 });
});

test('points of one density make no line', () => {
  expect(
    fitLine([
      [4, 1],
      [4, 2],
      [4, 3],
    ]),
  ).toBeUndefined();
  expect(fitLine([[4, 1]])).toBeUndefined();
});
