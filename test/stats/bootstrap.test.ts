import { expect, test } from 'vitest';
import { seededRandom } from '../../src/model/random.ts';
import { bootstrapBands } from '../../src/stats/bootstrap.ts';
import { quantile } from '../../src/stats/quantile.ts';

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('the same seed gives the same band, another seed another', () => {
  const rounds = [
    [1.03, 2.11, 3.3],
    [2.7, 3.9, 4.2],
    [5.1, 6.6, 7.4],
  ];
  expect(bootstrapBands(rounds, (values) => [mean(values)], { seed: 1 })).toEqual(
    bootstrapBands(rounds, (values) => [mean(values)], { seed: 1 }),
  );
  expect(bootstrapBands(rounds, (values) => [mean(values)], { seed: 1 })).not.toEqual(
    bootstrapBands(rounds, (values) => [mean(values)], { seed: 2 }),
  );
});

test('variation between rounds widens the band as theory says', () => {
  // Ten rounds of one value each: the band of the mean is ± 1.96 · s / √n, with n, not n − 1, in s: the
  // plug-in standard error.
  const random = seededRandom(4);
  const rounds = Array.from({ length: 10 }, () => [random()]);
  const values = rounds.flat();
  const deviation = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const [low, high] = bootstrapBands(rounds, (values) => [mean(values)], { seed: 5, resamples: 20_000 })[0]!;
  expect((high - low) / ((2 * 1.96 * deviation) / Math.sqrt(10))).toBeCloseTo(1, 1);
});

test('more instances in the same few rounds do not narrow the band', () => {
  const width = (copies: number): number => {
    const [low, high] = bootstrapBands(
      [10, 20, 30, 40].map((value) => Array.from({ length: copies }, () => value)),
      (values) => [mean(values)],
      { seed: 6 },
    )[0]!;
    return high - low;
  };
  expect(width(50)).toBeCloseTo(width(1), 0);
});

test('one round has no band', () => {
  expect(bootstrapBands([[1, 2, 3], []], (values) => [mean(values)], { seed: 1 })).toEqual([]);
});

test('what never came leaves a quantile beyond it without an upper end', () => {
  const rounds = [
    [1, 2, 3, Infinity],
    [2, 3, 4, Infinity],
    [1, 3, 5, Infinity],
  ];
  const [few, most] = bootstrapBands(rounds, (values) => [quantile(values, 0.1)!, quantile(values, 0.95)!], {
    seed: 3,
  });
  expect(few!.every(Number.isFinite)).toBe(true);
  expect(most![1]).toBe(Infinity);
});
