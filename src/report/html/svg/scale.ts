import { formatValue, type Unit } from '../../../model/units.ts';

/** Maps values to pixels, and knows which values are worth a tick. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  /** Finer lines without a label; log scales only. */
  readonly minor: readonly number[];
}

/**
 * From the first value to the last, with some air; ticks at 1, or 1, 2, 3 and 5 where there are few decades.
 */
export function logScale(values: readonly number[], from: number, to: number, unit: Unit = 'count'): Scale {
  const positive = values.filter((value) => value > 0);
  const low = Math.log10(positive.reduce((least, value) => Math.min(least, value), Infinity));
  const high = Math.log10(positive.reduce((most, value) => Math.max(most, value), 0));
  const [start, end] = Number.isFinite(low) ? [low - 0.12, Math.max(high + 0.12, low + 0.5)] : [0, 1];
  const inside = (unit === 'bytes' ? binaryDecades() : decimalDecades(start, end))
    .flatMap((decade) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((leading) => ({ leading, value: leading * decade })))
    .filter(({ value }) => Math.log10(value) >= start - 1e-9 && Math.log10(value) <= end + 1e-9);
  const labelled = end - start > 2.2 ? [1] : end - start > 0.8 ? [1, 3] : [1, 2, 3, 5];
  return {
    at: (value) =>
      from +
      ((Math.log10(Math.min(Math.max(value, 10 ** start), 10 ** end)) - start) / (end - start)) * (to - from),
    ticks: inside.filter(({ leading }) => labelled.includes(leading)).map(({ value }) => value),
    minor: inside.filter(({ leading }) => !labelled.includes(leading)).map(({ value }) => value),
  };
}

/**
 * An interval of two rounds can span many decades: its ends widen an axis no further than this many times
 * beyond the figures.
 */
const FURTHEST = 4;

/**
 * What a log axis has to show: the figures, and ends of intervals as far as they leave the figures readable.
 * What lies beyond is drawn up to the edge.
 */
export function withEnds(figures: readonly number[], ends: readonly number[]): number[] {
  const positive = figures.filter((figure) => figure > 0);
  const [least, most] = [Math.min(...positive) / FURTHEST, Math.max(...positive) * FURTHEST];
  return [...positive, ...ends.filter((end) => end > 0).map((end) => Math.min(Math.max(end, least), most))];
}

function decimalDecades(start: number, end: number): number[] {
  const first = Math.floor(start);
  return Array.from({ length: Math.max(1, Math.ceil(end) - first + 1) }, (_, index) => 10 ** (first + index));
}

/** 1, 10 and 100 of every binary unit, since bytes are shown in them: `100 KiB`, `1 MiB`. */
function binaryDecades(): number[] {
  return [0, 1, 2, 3, 4].flatMap((power) => [1, 10, 100].map((leading) => leading * 1024 ** power));
}

export function linearScale(
  low: number,
  high: number,
  from: number,
  to: number,
  ticks: readonly number[],
): Scale {
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks, minor: [] };
}

/** A tick is exact: `10 ms`, not `10.0 ms`. */
export function tickText(value: number, unit: Unit): string {
  return formatValue(value, unit).replace(/\.(\d*?)0+(?=\D|$)/, (_, digits: string) =>
    digits === '' ? '' : `.${digits}`,
  );
}
