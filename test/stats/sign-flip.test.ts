import { expect, test } from 'vitest';
import { signFlipP } from '../../src/stats/sign-flip.ts';

test('eight differences are counted exactly', () => {
  // All 256 patterns enumerated with Python's itertools: 10 reach the observed sum.
  expect(signFlipP([0.3, -0.1, 0.25, 0.4, -0.05, 0.12, 0.33, 0.2])).toBe(10 / 256);
});

test('all differences on one side give the smallest p there is, 2 / 2^R', () => {
  expect(signFlipP([1, 2, 3, 4, 5])).toBe(2 / 32);
  expect(signFlipP(Array.from({ length: 20 }, (_, index) => 0.1 + index / 7))).toBe(2 / 2 ** 20);
});

test('differences that cancel, and no difference at all, give 1', () => {
  expect(signFlipP([0.1, 0.2, -0.3])).toBe(1);
  expect(signFlipP([0, 0, 0])).toBe(1);
  expect(signFlipP([])).toBe(1);
});

test('more than twenty differences are drawn, near the exact value and the same each time', () => {
  const differences = [
    -502, -1024, 52, 720, 1436, 410, -253, -485, 1049, 1935, 573, -933, -658, 1900, 503, -1432, 216, -863,
    -329, -188, -413, 853,
  ];
  // Exact p 0.56252718 from the full distribution of the integer sums (convolution in Python). Five standard
  // errors: 0.008.
  expect(Math.abs(signFlipP(differences) - 0.56252718)).toBeLessThan(0.008);
  expect(signFlipP(differences, 7)).toBe(signFlipP(differences, 7));
  expect(signFlipP(differences, 7)).not.toBe(signFlipP(differences, 8));
});

test('a drawn p is never 0', () => {
  expect(signFlipP(Array.from({ length: 30 }, () => 1))).toBe(1 / 100_001);
});
