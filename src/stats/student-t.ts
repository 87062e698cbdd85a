import jstat from 'jstat';

/** Student's t distribution, computed by jstat (incomplete beta function; Numerical Recipes §6.4). */

/** The value below which a share `p` of the distribution lies. `tQuantile(0.975, 7)` is 2.3646. */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom >= 1))
    throw new RangeError(`expected at least 1 degree of freedom, got ${degreesOfFreedom}`);
  return jstat.studentt.inv(p, degreesOfFreedom);
}

/** Probability of a value at least as far from 0 as `t`, on either side. */
export function tTwoSidedP(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return 0;
  return Math.min(1, 2 * jstat.studentt.cdf(-Math.abs(t), degreesOfFreedom));
}

/** Probability of a value above `t`. */
export function tUpperP(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  // The lower tail of −t: 1 − cdf would lose the digits of a small p.
  return jstat.studentt.cdf(-t, degreesOfFreedom);
}
