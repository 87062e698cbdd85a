import { seededRandom } from '../../../src/model/random.ts';
import type { Claim } from '../claim.ts';
import { atLeast, atMost, shareOf, type Effort } from './shares.ts';
import { judgeSession } from './judging.ts';
import { simulateSession } from './session.ts';
import { QUIET, type World } from './world.ts';

/** A variant against itself while the host drifts by 10%, judged without a tolerance in either direction. */
export function orderUnderDrift(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  const flagged = (order: World['order']): number => {
    const random = seededRandom(seed);
    const world: World = { ...QUIET, drift: 0.1, order };
    return shareOf(sessions, () => {
      const summary = simulateSession(world, random, 'neither');
      // Without the twin, which would show that something is wrong.
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
