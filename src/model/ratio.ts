/**
 * `1.023×`, `2.31×`, `40.2×`, `0.0042×`: three decimals near 1, where a tolerance of 5% is read, and four
 * where 1 itself is near; otherwise three significant digits, or two below 1.
 */
export function formatRatio(value: number): string {
  return `${value.toFixed(decimals(value))}×`;
}

/** `1.011–1.035`: ends below 10 have as many decimals as the ratio that they belong to. */
export function formatRatioInterval(
  [low, high]: readonly [low: number, high: number],
  ratio: number,
): string {
  const show = (end: number): string =>
    end.toFixed(end < 10 ? decimals(ratio) : Math.min(decimals(ratio), decimals(end)));
  return `${show(low)}–${show(high)}`;
}

/** `2.31× (2.20–2.43)`; the ratio alone where it has no interval. */
export function formatRatioWithInterval(
  ratio: number,
  ci95: readonly [low: number, high: number] | null,
): string {
  return ci95 === null ? formatRatio(ratio) : `${formatRatio(ratio)} (${formatRatioInterval(ci95, ratio)})`;
}

function decimals(ratio: number): number {
  if (ratio !== 1 && Math.abs(ratio - 1) < 0.002) return 4;
  if (ratio > 0.5 && ratio < 1.5) return 3;
  if (!(Math.abs(ratio) > 0)) return 2;
  const magnitude = Math.floor(Math.log10(Math.abs(ratio)));
  return Math.min(12, Math.max(0, (ratio < 1 ? 1 : 2) - magnitude));
}
