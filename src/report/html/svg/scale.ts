import { formatValue, type Unit } from '../../../model/units.ts';

/** Maps values to pixels, and knows which values are worth a tick. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
  /** Finer lines without a label; log scales only. */
  readonly minor: readonly number[];
}

/** From the first value to the last, a tenth of a decade of air at each end; ticks at 1, or 1, 2 and 5 where there are few decades. */
export function logScale(values: readonly number[], from: number, to: number): Scale {
  const positive = values.filter((value) => value > 0);
  const low = Math.log10(positive.reduce((least, value) => Math.min(least, value), Infinity));
  const high = Math.log10(positive.reduce((most, value) => Math.max(most, value), 0));
  const [start, end] = Number.isFinite(low) ? [low - 0.12, Math.max(high + 0.12, low + 0.5)] : [0, 1];
  const candidates: number[] = [];
  for (let decade = Math.floor(start); decade <= end; decade++) for (const step of [1, 2, 3, 4, 5, 6, 7, 8, 9]) candidates.push(step * 10 ** decade);
  const inside = candidates.filter((value) => Math.log10(value) >= start - 1e-9 && Math.log10(value) <= end + 1e-9);
  const leading = (value: number): number => Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
  const labelled = end - start > 2.2 ? [1] : end - start > 0.8 ? [1, 3] : [1, 2, 3, 5];
  return {
    at: (value) => from + ((Math.log10(Math.max(value, 10 ** start)) - start) / (end - start)) * (to - from),
    ticks: inside.filter((value) => labelled.includes(leading(value))),
    minor: inside.filter((value) => !labelled.includes(leading(value))),
  };
}

export function linearScale(low: number, high: number, from: number, to: number, ticks: readonly number[]): Scale {
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks, minor: [] };
}

/** A tick is exact: `10 ms`, not `10.0 ms`. */
export function tickText(value: number, unit: Unit): string {
  return formatValue(value, unit).replace(/\.(\d*?)0+(?=\D|$)/, (_, digits: string) => (digits === '' ? '' : `.${digits}`));
}
