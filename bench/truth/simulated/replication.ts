import { seededRandom } from '../../../src/model/random.ts';
import { pairedRatio, type RatioPair } from '../../../src/stats/paired-ratio.ts';
import { median } from '../../../src/stats/quantile.ts';
import { tTwoSidedP } from '../../../src/stats/student-t.ts';
import { welchDifference } from '../../../src/stats/welch.ts';
import type { Claim } from '../claim.ts';
import { atLeast, between, shareOf, type Effort } from './shares.ts';
import { instanceValues } from './session.ts';
import { QUIET, type World } from './world.ts';

const WORLD: World = { ...QUIET, rounds: 5 };

/**
 * What is flagged at a nominal 5% when a variant is compared with itself, by what counts as one repetition.
 */
export function replication(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  const flagged = (isFlagged: (a: readonly number[][], b: readonly number[][]) => boolean): number => {
    const random = seededRandom(seed);
    const measure = (): number[][] =>
      Array.from({ length: WORLD.rounds }, () => instanceValues(0, WORLD, random));
    return shareOf(sessions, () => isFlagged(measure(), measure()));
  };
  return [
    between(
      'A/A flagged at 5%: rounds as repetitions, paired',
      flagged((a, b) => roundsP(a, b) < 0.05),
      [0.03, 0.07],
      effort,
    ),
    atLeast(
      'A/A flagged at 5%: instances as if independent (the trap)',
      flagged((a, b) => pooledP(a, b) < 0.05),
      0.15,
      effort,
    ),
  ];
}

function roundsP(a: readonly number[][], b: readonly number[][]): number {
  return pairedRatio(a.map((round, index): RatioPair => [median(round)!, median(b[index]!)!]))!.inference!.p;
}

function pooledP(a: readonly number[][], b: readonly number[][]): number {
  const { centre, standardError, freedom } = welchDifference(a.flat().map(Math.log), b.flat().map(Math.log))!;
  return tTwoSidedP(centre / standardError, freedom);
}
