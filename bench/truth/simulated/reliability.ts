import { seededRandom } from '../../../src/model/random.ts';
import type { Claim } from '../claim.ts';
import { atLeast, atMost, shareOf, type Effort } from './shares.ts';
import { judgeSession } from './judging.ts';
import { QUIET, type World } from './world.ts';

/** UNRELIABLE is said when twin or control moved, and hardly ever when they did not. */
export function reliability(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  const unreliable = (world: World): number => {
    const random = seededRandom(seed);
    return shareOf(sessions, () => judgeSession(world, random).verdicts[0]!.word === 'unreliable');
  };
  return [
    atMost('unreliable though twin and control held still', unreliable(QUIET), 0.01, effort),
    atLeast(
      'unreliable where the twin came out 20% slower',
      unreliable({ ...QUIET, twinShift: 0.2 }),
      0.95,
      effort,
    ),
    atLeast(
      'unreliable where the control took 15% longer before the candidate',
      unreliable({ ...QUIET, controlShift: 0.15 }),
      0.95,
      effort,
    ),
  ];
}
