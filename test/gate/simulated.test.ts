import { expect, test } from 'vitest';
import { simulatedClaims } from '../../bench/truth/simulated/claims.ts';

/**
 * A few hundred of the sessions that `npm run truth` simulates by thousands, seeded: a build that judges
 * rightly always passes. Limits are those of the full size, widened by three standard errors of a share in so
 * few.
 */
test(
  'over simulated sessions the judge is as seldom wrong, and as often right, as it says',
  { timeout: 60_000 },
  () => {
    const claims = simulatedClaims({ sessions: 300, seed: 7, allowance: 3 });
    expect(claims.length).toBeGreaterThan(25);
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
  },
);
