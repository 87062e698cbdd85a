import type { ReadinessBand } from '../../model/summary.ts';
import type { ReportContext } from '../../sections/context.ts';
import { pointKey, type Point } from '../../sections/select.ts';
import { rounded } from '../../sections/thin.ts';

export const BAND_NOTE =
  ' Shaded is the 95% band over rounds and launches (two-level bootstrap): where the curve may come to lie when the rounds are taken again.';

/** Of a variant's curve at a point, as a chart takes it; undefined where one round says nothing of others. */
export function readinessBand(
  context: ReportContext,
  variant: string,
  point: Point,
): [low: number | null, high: number | null, share: number][] | undefined {
  const key = pointKey(point);
  const band = context.input.summary.readiness?.find(
    (one: ReadinessBand) => one.variant === variant && pointKey(one) === key,
  );
  const end = (value: number | null): number | null => (value === null ? null : rounded(value));
  return band?.shares.map(({ share, low, high }) => [end(low), end(high), share]);
}
