import jstat from 'jstat';
import { seededRandom } from '../../../src/model/random.ts';
import { tQuantile } from '../../../src/stats/student-t.ts';
import type { Claim } from '../claim.ts';
import { between, shareOf, type Effort } from './shares.ts';
import { judgeSession, TOLERANCE } from './judging.ts';
import { plainRounds, type World } from './world.ts';

const SPREAD = 0.04;
/** How far the share that is found may be from the analytic one. */
const SLACK = 0.03;

/**
 * Real changes of known size, found as often as the noncentral t distribution says. At the minimum detectable
 * change beyond the bound that is about 80%, and 2.5% where the change is exactly at the bound.
 */
export function power(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  return [6, 8, 16].flatMap((rounds) => {
    const standardError = (SPREAD * Math.SQRT2) / Math.sqrt(rounds);
    const critical = tQuantile(0.975, rounds - 1);
    const multiplier = critical + tQuantile(0.8, rounds - 1);
    return [0, 0.5, 1].map((part): Claim => {
      const world: World = {
        ...plainRounds(SPREAD),
        rounds,
        effect: Math.log1p(TOLERANCE) + part * multiplier * standardError,
      };
      const analytic = 1 - jstat.noncentralt.cdf(critical, rounds - 1, part * multiplier);
      const random = seededRandom(seed);
      const found = shareOf(sessions, () => judgeSession(world, random).verdicts[0]!.word === 'regressed');
      return between(
        `power at ${rounds} rounds, change at the bound plus ${part} × the minimum detectable change`,
        found,
        [Math.max(0, analytic - SLACK), analytic + SLACK],
        effort,
      );
    });
  });
}
