import type { Claim } from '../claim.ts';

/** How much is simulated. */
export interface Effort {
  /** For each figure. */
  readonly sessions: number;
  readonly seed: number;
  /**
   * Limits are widened by this many standard errors of a share in so many sessions: 0 to hold the claims as
   * they are stated, more where few sessions are to show that nothing is broken.
   */
  readonly allowance: number;
}

/** A share that must be at most `limit`. */
export function atMost(claim: string, share: number, limit: number, effort: Effort): Claim {
  const high = limit + widening(limit, effort);
  return { claim, measured: show(share), expected: `≤ ${show(high)}`, holds: share <= high };
}

/** A share that must be at least `limit`. */
export function atLeast(claim: string, share: number, limit: number, effort: Effort): Claim {
  const low = limit - widening(limit, effort);
  return { claim, measured: show(share), expected: `≥ ${show(low)}`, holds: share >= low };
}

/** A share that must lie between two others. */
export function between(
  claim: string,
  share: number,
  [lowest, highest]: readonly [number, number],
  effort: Effort,
): Claim {
  const [low, high] = [lowest - widening(lowest, effort), highest + widening(highest, effort)];
  return {
    claim,
    measured: show(share),
    expected: `${show(low)} to ${show(high)}`,
    holds: share >= low && share <= high,
  };
}

function widening(limit: number, { sessions, allowance }: Effort): number {
  return allowance * Math.sqrt((limit * (1 - limit)) / sessions);
}

/** Share of simulated sessions in which something happened. */
export function shareOf(sessions: number, happened: (session: number) => boolean): number {
  let count = 0;
  for (let session = 0; session < sessions; session++) if (happened(session)) count++;
  return count / sessions;
}

function show(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
