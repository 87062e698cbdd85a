import { seededRandom } from '../model/random.ts';

/** Largest number of differences whose sign patterns are all counted: 2²⁰, some 10 ms. */
const EXACT_LIMIT = 20;
const MONTE_CARLO_DRAWS = 100_000;

/**
 * Two-sided p of the sign-flip (one-sample permutation) test of "the differences are symmetric about 0", with
 * their sum as the statistic (Fisher, The Design of Experiments, 1935, §21). Exact up to 20 differences;
 * beyond, seeded Monte Carlo with the +1 correction (Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9
 * (2010)). The smallest p that R differences can give is 2 / 2^R: with five, 0.0625.
 */
export function signFlipP(differences: readonly number[], seed = 1): number {
  const size = differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
  if (size === 0) return 1;
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  const reached = observed - size * 1e-9; // sums taken in another order differ in their last bits
  return differences.length <= EXACT_LIMIT
    ? enumerate(differences, reached)
    : draw(differences, reached, seed);
}

/** Walks the patterns in Gray-code order: one sign changes at each step, so each costs one addition. */
function enumerate(differences: readonly number[], reached: number): number {
  const patterns = 2 ** differences.length;
  const signs = differences.map(() => 1);
  let sum = differences.reduce((total, difference) => total + difference, 0);
  let extreme = 0;
  for (let pattern = 1; pattern <= patterns; pattern++) {
    if (Math.abs(sum) >= reached) extreme++;
    const flip = Math.min(31 - Math.clz32(pattern & -pattern), differences.length - 1);
    signs[flip]! *= -1;
    sum += 2 * signs[flip]! * differences[flip]!;
  }
  return extreme / patterns;
}

function draw(differences: readonly number[], reached: number, seed: number): number {
  const random = seededRandom(seed);
  let extreme = 0;
  for (let drawn = 0; drawn < MONTE_CARLO_DRAWS; drawn++) {
    let sum = 0;
    for (const difference of differences) sum += random() < 0.5 ? difference : -difference;
    if (Math.abs(sum) >= reached) extreme++;
  }
  return (extreme + 1) / (MONTE_CARLO_DRAWS + 1);
}
