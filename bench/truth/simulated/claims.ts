import type { Claim } from '../claim.ts';
import type { Effort } from './shares.ts';
import { coverage } from './coverage.ts';
import { falseReds } from './false-red.ts';
import { orderUnderDrift } from './order.ts';
import { power } from './power.ts';
import { reliability } from './reliability.ts';
import { replication } from './replication.ts';
import { sessionEffects } from './sessions.ts';

/** Each figure from 4,000 sessions: the standard error of a share of 5% is then 0.34 percentage points. */
export const FULL_EFFORT: Effort = { sessions: 4_000, seed: 2026, allowance: 0 };

/**
 * Everything that is claimed of the judging, from simulated sessions that the real judge judged. The same
 * effort gives the same figures.
 */
export function simulatedClaims(effort: Effort = FULL_EFFORT): Claim[] {
  return [falseReds, power, coverage, sessionEffects, replication, orderUnderDrift, reliability].flatMap(
    (claims) => claims(effort),
  );
}
