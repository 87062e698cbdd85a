import jstat from 'jstat';
import { judge } from '../../../src/gate/judge.ts';
import type { GateRule } from '../../../src/model/gate.ts';
import type { Random } from '../../../src/model/random.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { tQuantile } from '../../../src/stats/student-t.ts';
import { atLeast, atMost, between, shareOf, type Claim, type Effort } from '../claim.ts';
import { judgeNewSession, judgeSession, TESTBED, TOLERANCE } from './judging.ts';
import { orderUnderDrift, replication } from './self-comparison.ts';
import { metricName, plainRounds, QUIET, REFERENCE, simulateSession, type World } from './session.ts';

/** Each figure from 4,000 sessions: the standard error of a share of 5% is then 0.34 percentage points. */
export const FULL_EFFORT: Effort = { sessions: 4_000, seed: 2026, allowance: 0 };

/** Every claim about judging, checked with simulated sessions that the real judge judges. */
export function simulatedClaims(effort: Effort = FULL_EFFORT): Claim[] {
  return [falseReds, power, coverage, sessionEffects, replication, orderUnderDrift, reliability].flatMap(
    (claims) => claims(effort),
  );
}

/**
 * Sessions in which nothing changed, judged with a tolerance of 5%. The share of false reds depends on the
 * noise: it is almost 0 where rounds vary little. It approaches 2.5%, the level of one side of the interval,
 * where they vary so much that the tolerance hardly matters.
 */
function falseReds(effort: Effort): Claim[] {
  const red = (world: World): number =>
    shareOf(effort, (random) => judgeSession(world, random).outcome === 'failed');
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

const SPREAD = 0.04;
/** Allowed difference between the simulated and the analytic share. */
const SLACK = 0.03;

/**
 * Real changes of known size are found as often as the noncentral t distribution says: 80% of those that
 * exceed the bound by the minimum detectable change, and 2.5% of those exactly at the bound.
 */
function power(effort: Effort): Claim[] {
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
      const found = shareOf(
        effort,
        (random) => judgeSession(world, random).verdicts[0]!.word === 'regressed',
      );
      return between(
        `power at ${rounds} rounds, change at the bound plus ${part} × the minimum detectable change`,
        found,
        [Math.max(0, analytic - SLACK), analytic + SLACK],
        effort,
      );
    });
  });
}

/** How often the printed 95% intervals contain the true value. */
function coverage(effort: Effort): Claim[] {
  const covers = (name: string, truth: number, verdictOf: (random: Random) => Verdict): Claim =>
    between(
      `95% interval holds the truth: ${name}`,
      shareOf(effort, (random) => holds(verdictOf(random), truth)),
      [0.93, 0.97],
      effort,
    );
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

function holds(verdict: Verdict, truth: number): boolean {
  const ci95 = verdict.kind === 'measured' ? verdict.ci95 : null;
  return ci95 !== null && ci95[0] <= truth && truth <= ci95[1];
}

/** Nothing changed, but sessions differ from each other: why a baseline should have several sessions. */
function sessionEffects(effort: Effort): Claim[] {
  const days: World = { ...QUIET, sessionSpread: 0.05 };
  const red = (earlier: number, world: World): number =>
    shareOf(effort, (random) => judgeNewSession(world, earlier, random).word === 'regressed');
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

/** The verdict is unreliable when the twin or the control moved, and hardly ever otherwise. */
function reliability(effort: Effort): Claim[] {
  const unreliable = (world: World): number =>
    shareOf(effort, (random) => judgeSession(world, random).verdicts[0]!.word === 'unreliable');
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
