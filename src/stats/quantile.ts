/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman & Fan, "Sample quantiles in
 * statistical packages", The American Statistician 50 (1996), the default of R, NumPy and Excel's
 * PERCENTILE.INC.
 *
 * @param values in any order; infinities are allowed (a censored launch is +∞), NaN is not
 * @param p 0 … 1
 * @returns undefined for no values, so that "no data" cannot be mistaken for a number
 */
export function quantile(values: readonly number[], p: number): number | undefined {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a probability from 0 to 1, got ${p}`);
  if (values.some(Number.isNaN)) throw new RangeError('expected numbers, got NaN');
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * p;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) return undefined;
  // Without this check, interpolating from or to infinity would give NaN where the answer is known.
  return below === above ? below : below + (above - below) * (position - Math.floor(position));
}

/** The middle value, or the mean of the two middle ones; undefined for no values. */
export function median(values: readonly number[]): number | undefined {
  return quantile(values, 0.5);
}
