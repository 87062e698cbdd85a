/**
 * Jain's fairness index, (Σx)² / (n · Σx²): 1 when all got the same, 1/n when one got everything
 * (Jain, Chiu & Hawe, DEC Research Report TR-301, 1984).
 *
 * @param shares what each instance got, not negative
 * @returns undefined for no shares and when nobody got anything: there was nothing to divide
 */
export function fairnessIndex(shares: readonly number[]): number | undefined {
  if (shares.some((share) => !(share >= 0 && share < Infinity)))
    throw new RangeError(`expected shares that are not negative, got ${shares.join(', ')}`);
  const largest = Math.max(0, ...shares);
  if (largest === 0) return undefined;
  // Scale first: the squares of byte counts would otherwise lose bits, and those of tiny rates vanish.
  const scaled = shares.map((share) => share / largest);
  const sum = scaled.reduce((total, share) => total + share, 0);
  const squares = scaled.reduce((total, share) => total + share * share, 0);
  return (sum * sum) / (scaled.length * squares);
}
