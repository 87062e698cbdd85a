import { seededRandom } from '../../../src/model/random.ts';
import type { Claim } from '../claim.ts';
import { atLeast, atMost, shareOf, type Effort } from './shares.ts';
import { judgeNewSession } from './judging.ts';
import { QUIET, type World } from './world.ts';

/**
 * A new session of the unchanged thing against earlier ones, when sessions differ: why a baseline should have
 * several.
 */
export function sessionEffects(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  const days: World = { ...QUIET, sessionSpread: 0.05 };
  const red = (earlier: number, world: World): number => {
    const random = seededRandom(seed);
    return shareOf(sessions, () => judgeNewSession(world, earlier, random).word === 'regressed');
  };
  return [
    atMost('false red, baseline of 1 session, sessions alike', red(1, QUIET), 0.01, effort),
    atLeast('false red, baseline of 1 session, sessions differ by 5% (the trap)', red(1, days), 0.05, effort),
    atMost('false red, baseline of 3 sessions that differ by 5%', red(3, days), 0.025, effort),
    atMost('false red, baseline of 5 sessions that differ by 5%', red(5, days), 0.025, effort),
    atMost(
      'false red, baseline of 5 sessions that differ by 2%',
      red(5, { ...QUIET, sessionSpread: 0.02 }),
      0.01,
      effort,
    ),
  ];
}
