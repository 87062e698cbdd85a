/** Points that a screen can show apart; more only slow the page down. Statistics are never thinned. */
const DRAWN_POINTS = 600;

export interface Thinned<T> {
  readonly points: readonly T[];
  readonly total: number;
}

/** Every k-th point, the first and the last always among them. */
export function thin<T>(points: readonly T[], limit = DRAWN_POINTS): Thinned<T> {
  if (points.length <= limit) return { points, total: points.length };
  const step = (points.length - 1) / (limit - 1);
  return {
    points: Array.from({ length: limit }, (_, index) => points[Math.round(index * step)]!),
    total: points.length,
  };
}

/** Five significant digits: enough for a pixel, and a third of the bytes. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

/** Says so where drawing left points out; the statistics never do. */
export function thinningNote(drawn: number, total: number): string {
  return drawn < total
    ? ` Drawn from ${drawn.toLocaleString('en')} of ${total.toLocaleString('en')} points; the tables use all of them.`
    : '';
}
