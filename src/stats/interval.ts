/** A 95% interval. */
export type Interval = readonly [low: number, high: number];

export function intervalAround(centre: number, halfWidth: number): Interval {
  return [centre - halfWidth, centre + halfWidth];
}
