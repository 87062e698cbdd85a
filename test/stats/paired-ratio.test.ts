import { expect, test } from 'vitest';
import { pairedRatio, type RatioPair } from '../../src/stats/paired-ratio.ts';

const pairsOf = (values: number[], references: number[]): RatioPair[] =>
  values.map((value, index) => [value, references[index]!]);

test('a clear difference agrees with a one-sample t test of the log ratios in SciPy', () => {
  // scipy.stats.ttest_1samp(log(a/b), 0), t.interval and t.ppf, SciPy 1.17
  const result = pairedRatio(
    pairsOf([812, 790, 845, 901, 778, 820, 866, 799], [402, 399, 431, 420, 388, 415, 409, 401]),
  )!;
  expect(result.pairs).toBe(8);
  expect(result.ratio).toBeCloseTo(2.0235722545537254, 9);
  expect(result.inference!.ci95[0]).toBeCloseTo(1.9677696681703278, 6);
  expect(result.inference!.ci95[1]).toBeCloseTo(2.0809573069632266, 6);
  expect(result.inference!.p).toBeLessThan(1e-6);
  expect(result.inference!.signFlipP).toBe(2 / 256);
  expect(result.inference!.minimumDetectableChange).toBeCloseTo(0.03931301399185538, 6);
});

test('a difference within the noise agrees too', () => {
  const result = pairedRatio(pairsOf([101, 98, 105, 99, 110, 97], [100, 99, 101, 100, 103, 98]))!;
  expect(result.ratio).toBeCloseTo(1.0141123748728906, 9);
  expect(result.inference!.ci95[0]).toBeCloseTo(0.9808098640366392, 6);
  expect(result.inference!.ci95[1]).toBeCloseTo(1.0485456423100536, 6);
  expect(result.inference!.p).toBeCloseTo(0.329924069021722, 6);
  expect(result.inference!.signFlipP).toBe(0.46875); // scipy.stats.permutation_test, all 64 sign patterns
  expect(result.inference!.minimumDetectableChange).toBeCloseTo(0.046378048880219014, 6);
});

test('drift that both halves of a pair share cancels', () => {
  const result = pairedRatio([
    [20, 10],
    [200, 100],
    [2_000, 1_000],
  ])!;
  expect(result.ratio).toBeCloseTo(2, 12);
  expect(result.inference!.ci95[0]).toBeCloseTo(2, 9);
  expect(result.inference!.ci95[1]).toBeCloseTo(2, 9);
});

test('swapping the variant and the reference inverts ratio and interval and keeps p', () => {
  const pairs: RatioPair[] = [
    [5, 4],
    [6, 4.4],
    [5.5, 4.9],
  ];
  const forward = pairedRatio(pairs)!;
  const backward = pairedRatio(pairs.map(([value, reference]) => [reference, value]))!;
  expect(backward.ratio).toBeCloseTo(1 / forward.ratio, 12);
  expect(backward.inference!.ci95[0]).toBeCloseTo(1 / forward.inference!.ci95[1], 12);
  expect(backward.inference!.p).toBeCloseTo(forward.inference!.p, 12);
});

test('identical pairs are a ratio of 1, without width, without doubt and without NaN', () => {
  expect(
    pairedRatio([
      [7, 7],
      [8, 8],
    ]),
  ).toEqual({
    ratio: 1,
    pairs: 2,
    inference: { ci95: [1, 1], p: 1, signFlipP: 1, minimumDetectableChange: 0 },
  });
});

test('one pair has a ratio and nothing to infer from', () => {
  expect(pairedRatio([[3, 2]])).toEqual({ ratio: expect.closeTo(1.5, 12), pairs: 1, inference: null });
});

test('a spread beyond what a number holds infers nothing, and never gives infinity', () => {
  expect(
    pairedRatio([
      [1e-150, 1],
      [1e150, 1],
    ]),
  ).toEqual({ ratio: expect.closeTo(1, 9), pairs: 2, inference: null });
  expect(pairedRatio([[1e300, 1e-300]])).toBeUndefined();
});

test.each<[string, RatioPair[]]>([
  ['no pairs', []],
  [
    'a zero',
    [
      [1, 2],
      [0, 2],
    ],
  ],
  [
    'a negative value',
    [
      [1, 2],
      [1, -2],
    ],
  ],
  [
    'a value that is not finite',
    [
      [1, 2],
      [Infinity, 2],
    ],
  ],
])('%s has no ratio, and no pair is left out quietly', (_, pairs) => {
  expect(pairedRatio(pairs)).toBeUndefined();
});
