import { judge } from '../../../src/gate/judge.ts';
import type { GateRule } from '../../../src/model/gate.ts';
import { seededRandom, type Random } from '../../../src/model/random.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import type { Claim } from '../claim.ts';
import { between, shareOf, type Effort } from './shares.ts';
import { judgeNewSession, judgeSession, TESTBED } from './judging.ts';
import { metricName, REFERENCE, simulateSession } from './session.ts';
import { plainRounds, QUIET } from './world.ts';

/** How often the printed 95% intervals hold the truth. */
export function coverage(effort: Effort): Claim[] {
  const { sessions, seed } = effort;
  const covers = (name: string, truth: number, verdictOf: (random: Random) => Verdict): Claim => {
    const random = seededRandom(seed);
    return between(
      `95% interval holds the truth: ${name}`,
      shareOf(sessions, () => holds(verdictOf(random), truth)),
      [0.93, 0.97],
      effort,
    );
  };
  const changed = { ...QUIET, effect: Math.log(1.3) };
  const days = { ...QUIET, sessionSpread: 0.05 };
  return [
    covers('variant over variant, no change', 1, (random) => judgeSession(QUIET, random).verdicts[0]!),
    covers('variant over variant, 30% slower', 1.3, (random) => judgeSession(changed, random).verdicts[0]!),
    covers(
      'variant over variant, 6 rounds',
      1,
      (random) => judgeSession({ ...QUIET, rounds: 6 }, random).verdicts[0]!,
    ),
    covers('one value in its own unit', 200, absolute),
    covers('baseline of one session, sessions alike', 1, (random) => judgeNewSession(QUIET, 1, random)),
    covers('baseline of 3 sessions that differ by 5%', 1, (random) => judgeNewSession(days, 3, random)),
    covers('baseline of 5 sessions that differ by 5%', 1, (random) => judgeNewSession(days, 5, random)),
    covers('baseline of 5 sessions that are alike', 1, (random) => judgeNewSession(QUIET, 5, random)),
  ];
}

function absolute(random: Random): Verdict {
  const rule: GateRule = { level: 'error', kind: 'absolute', metric: metricName(0), of: REFERENCE, max: 300 };
  return judge({ summary: simulateSession(plainRounds(0.05), random), rules: [rule], testbed: TESTBED })
    .verdicts[0]!;
}

function holds({ ci95 }: Verdict, truth: number): boolean {
  return ci95 !== null && ci95[0] <= truth && truth <= ci95[1];
}
