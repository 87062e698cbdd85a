import type { Scale } from './scale.ts';

/** A log axis of ratios, and the ratios at its ends. */
export interface RatioScale extends Scale {
  readonly low: number;
  readonly high: number;
}

/** The narrowest axis: a noise of a per mille should not look like a mountain range. */
const NARROWEST = Math.log(1.1);

/** Steps of a fine axis around 1, then the leading digits of a wide one, finest first. */
const FINE = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const LEADING = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

/**
 * Around 1, which is always on it. All of `points` fit; of the ends of intervals only what leaves the points
 * half of the axis, since a wide interval would press everything else onto the line at 1.
 */
export function ratioScale(
  points: readonly number[],
  ends: readonly number[],
  from: number,
  to: number,
  tickGap: number,
): RatioScale {
  const logs = (values: readonly number[]): number[] =>
    values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log);
  const least = (values: readonly number[], start: number): number =>
    values.reduce((a, b) => Math.min(a, b), start);
  const most = (values: readonly number[], start: number): number =>
    values.reduce((a, b) => Math.max(a, b), start);
  const [first, last] = [least(logs(points), 0), most(logs(points), 0)];
  const room = Math.max((last - first) / 2, NARROWEST);
  const [low, high] = [
    Math.max(first - room, least(logs(ends), first)),
    Math.min(last + room, most(logs(ends), last)),
  ];
  const air = Math.max((NARROWEST - (high - low)) / 2, (high - low) * 0.07);
  const [start, end] = [low - air, high + air];
  const at = (value: number): number =>
    from +
    ((Math.min(end, Math.max(start, Math.log(Math.max(value, Number.MIN_VALUE)))) - start) / (end - start)) *
      (to - from);
  const apart = (ticks: readonly number[]): boolean =>
    ticks.every((tick, index) => index === 0 || at(tick) - at(ticks[index - 1]!) >= tickGap);
  const inside = (ticks: readonly number[]): number[] =>
    ticks.filter((tick) => Math.log(tick) > start && Math.log(tick) < end);
  const ticks = [...candidates(start, end)].map(inside).find(apart) ?? [1];
  return { at, ticks, minor: [], low: Math.exp(start), high: Math.exp(end) };
}

/** From the finest to the coarsest; each has 1. */
function* candidates(start: number, end: number): Generator<number[]> {
  const [low, high] = [Math.exp(start), Math.exp(end)];
  // A wide axis is never divided evenly, and a hundred ticks fit nowhere.
  for (const step of FINE.filter((one) => (high - low) / one < 40)) {
    const first = Math.max(1, Math.ceil(low / step));
    yield Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, index) =>
      Number(((first + index) * step).toPrecision(6)),
    );
  }
  const decades = Array.from(
    { length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1 },
    (_, index) => Math.floor(Math.log10(low)) + index,
  );
  for (const leading of LEADING)
    yield decades.flatMap((decade) => leading.map((one) => Number((one * 10 ** decade).toPrecision(6))));
  for (const every of [2, 3, 6])
    yield decades.filter((decade) => decade % every === 0).map((decade) => 10 ** decade);
}
