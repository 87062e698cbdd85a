import { seededRandom } from '../../../src/model/random.ts';
import type { Claim } from '../claim.ts';
import { atMost, shareOf, type Effort } from './shares.ts';
import { judgeSession } from './judging.ts';
import { plainRounds, QUIET, type World } from './world.ts';

/**
 * Sessions in which nothing changed, tolerance 5%. With a tolerance, the share depends on the noise: it is
 * nearly 0 where rounds vary little and nears 2.5%, the level of one side of the interval, where they vary so
 * much that the tolerance is nothing beside it.
 */
export function falseReds(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  const red = (world: World): number => {
    const random = seededRandom(seed);
    return shareOf(sessions, () => judgeSession(world, random).outcome === 'failed');
  };
  return [
    atMost('false red, one gate, 8 rounds of 20 launches', red(QUIET), 0.01, effort),
    atMost('false red, one gate, rounds vary by 10%', red(plainRounds(0.1)), 0.01, effort),
    atMost(
      'false red, one gate, rounds vary by 50%: no tolerance left',
      red(plainRounds(0.5)),
      0.035,
      effort,
    ),
    atMost(
      'any false red among 10 gates, 8 rounds of 20 launches',
      red({ ...QUIET, metrics: 10 }),
      0.01,
      effort,
    ),
    atMost(
      'any false red among 10 gates, rounds vary by 10%',
      red({ ...plainRounds(0.1), metrics: 10 }),
      0.01,
      effort,
    ),
    atMost('false red under 10% drift, mirrored order', red({ ...QUIET, drift: 0.1 }), 0.01, effort),
  ];
}
