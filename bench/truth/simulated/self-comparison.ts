import type { Random } from '../../../src/model/random.ts';
import { pairedRatio, type RatioPair } from '../../../src/stats/paired-ratio.ts';
import { median } from '../../../src/stats/quantile.ts';
import { tTwoSidedP } from '../../../src/stats/student-t.ts';
import { welchDifference } from '../../../src/stats/welch.ts';
import { atLeast, atMost, between, shareOf, type Claim, type Effort } from '../claim.ts';
import { judgeSession } from './judging.ts';
import { instanceValues, QUIET, simulateSession, type World } from './session.ts';

const WORLD: World = { ...QUIET, rounds: 5 };

/** A variant compared with itself at a nominal 5%: what happens when instances count as repetitions. */
export function replication(effort: Effort): Claim[] {
  const measure = (random: Random): number[][] =>
    Array.from({ length: WORLD.rounds }, () => instanceValues(0, WORLD, random));
  const flagged = (isFlagged: (a: readonly number[][], b: readonly number[][]) => boolean): number =>
    shareOf(effort, (random) => isFlagged(measure(random), measure(random)));
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

/**
 * A variant compared with itself while the host drifts by 10%, judged without a tolerance in either direction:
 * what happens when rounds are not mirrored.
 */
export function orderUnderDrift(effort: Effort): Claim[] {
  const flagged = (order: World['order']): number => {
    const world: World = { ...QUIET, drift: 0.1, order };
    return shareOf(effort, (random) => {
      const summary = simulateSession(world, random, 'neither');
      // Without the twin, which would show the drift.
      const pair = { ...summary, variants: summary.variants.filter(({ twinOf }) => twinOf === undefined) };
      return judgeSession(world, random, 0, pair).verdicts[0]!.word === 'regressed';
    });
  };
  return [
    atMost('A/A flagged at 5% under 10% drift: mirrored shuffle', flagged('mirrored'), 0.06, effort),
    atLeast(
      'A/A flagged at 5% under 10% drift: one variant after the other (the trap)',
      flagged('blocked'),
      0.2,
      effort,
    ),
  ];
}
