import { expect, test } from 'vitest';
import { seededRandom, seedFor, shuffled } from '../../src/model/random.ts';

test('mulberry32 gives the sequence of its C form', () => {
  // Computed with a Python transcription of the C form in gist
  // tommyettinger/46a874533244883189143505d203312c.
  const firstThree = (seed: number): number[] => {
    const random = seededRandom(seed);
    return [random(), random(), random()].map((value) => value * 2 ** 32);
  };
  expect(firstThree(0)).toEqual([1144304738, 1416247, 958946056]);
  expect(firstThree(1)).toEqual([2693262067, 11749833, 2265367787]);
});

test('values lie in [0, 1) and fill it evenly', () => {
  const random = seededRandom(42);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let drawn = 0; drawn < 100_000; drawn++) counts[Math.floor(random() * 10)]! += 1;
  // Chi-squared with 9 degrees of freedom: 27.9 is its 0.999 quantile.
  expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
});

test('a shuffle keeps every item and leaves the given list alone', () => {
  const items = [1, 2, 3, 4, 5, 6, 7];
  const shuffle = shuffled(items, seededRandom(3));
  expect(shuffle).not.toEqual(items);
  expect(shuffle.toSorted((a, b) => a - b)).toEqual(items);
  expect(items).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('all orders of three items are equally likely', () => {
  const random = seededRandom(9);
  const counts = new Map<string, number>();
  for (let time = 0; time < 6_000; time++) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Chi-squared with 5 degrees of freedom: 20.5 is its 0.999 quantile.
  expect([...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(
    20.5,
  );
});

test('a part’s seed depends on the seed and on the name', () => {
  expect(new Set([seedFor(1, 'startup'), seedFor(2, 'startup'), seedFor(1, 'memory')]).size).toBe(3);
});
