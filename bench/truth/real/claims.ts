import type { Claim } from '../claim.ts';
import { fiftyMilliseconds } from './fifty-milliseconds.ts';
import { halfQuota } from './half-quota.ts';
import { injectedFailures } from './injected-failures.ts';
import type { ProvingGround } from './proving-ground.ts';
import { unchanged } from './unchanged.ts';

/** One after another: they measure. About ten minutes on two cores. */
export async function realClaims(ground: ProvingGround): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const prove of [unchanged, fiftyMilliseconds, halfQuota, injectedFailures])
    claims.push(...(await prove(ground)));
  return claims;
}
