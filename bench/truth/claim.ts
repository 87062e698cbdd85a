import Table from 'cli-table3';
import { seededRandom, type Random } from '../../src/model/random.ts';

/** One thing that isodense says of itself, compared with a truth that is known. */
export interface Claim {
  readonly claim: string;
  readonly measured: string;
  readonly expected: string;
  readonly holds: boolean;
}

export function claimTable(claims: readonly Claim[]): string {
  const table = new Table({
    head: ['claim', 'measured', 'expected', 'holds'],
    style: { head: [], border: [] },
  });
  table.push(
    ...claims.map(({ claim, measured, expected, holds }) => [
      claim,
      measured,
      expected,
      holds ? 'yes' : 'NO',
    ]),
  );
  return `${table.toString()}\n`;
}

/** How much is simulated. */
export interface Effort {
  /** For each figure. */
  readonly sessions: number;
  readonly seed: number;
  /**
   * Limits are widened by this many standard errors of a share in so many sessions: 0 to check the claims as
   * stated, more where a few sessions only show that nothing is broken.
   */
  readonly allowance: number;
}

/** Share of simulated sessions in which something happened. The same effort draws the same numbers. */
export function shareOf({ sessions, seed }: Effort, happened: (random: Random) => boolean): number {
  const random = seededRandom(seed);
  let count = 0;
  for (let session = 0; session < sessions; session++) if (happened(random)) count++;
  return count / sessions;
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

function show(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
