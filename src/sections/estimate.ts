import type { Series } from '../model/summary.ts';
import { formatValue, type Unit } from '../model/units.ts';

/**
 * A figure as it is shown: the mean over rounds, its 95% interval where there is one, and the rounds behind
 * it.
 */
export interface Estimate {
  readonly value: number;
  readonly ci95: readonly [low: number, high: number] | null;
  readonly observations: readonly number[];
  readonly unit: Unit;
}

/**
 * The interval is the mean's, so the mean is the figure shown with it; medians are in the table of all
 * statistics.
 */
export function estimateOf(series: Series | undefined): Estimate | undefined {
  return series === undefined || series.rounds === 0
    ? undefined
    : { value: series.mean, ci95: series.ci95, observations: series.observations, unit: series.unit };
}

/** Two bounds with their unit said once: `188–199 ms`. */
export function formatInterval([low, high]: readonly [number, number], unit: Unit): string {
  const [from, to] = [formatValue(low, unit), formatValue(high, unit)];
  const suffix = / .*$/.exec(to)?.[0] ?? '';
  const short = suffix !== '' && from.endsWith(suffix) ? from.slice(0, -suffix.length) : from;
  // A dash between two negative numbers reads as a third minus sign.
  return low < 0 ? `${short} to ${to}` : `${short}–${to}`;
}

/** `193 ms (95% interval 188–199 ms)`; the figure alone where one round gives no interval. */
export function inWords({ value, ci95, unit }: Estimate, suffix = ''): string {
  const figure = `${formatValue(value, unit)}${suffix}`;
  return ci95 === null ? figure : `${figure} (95% interval ${formatInterval(ci95, unit)}${suffix})`;
}

/**
 * True when two intervals have no value in common; where one round gave no interval, the figures are taken as
 * they are.
 */
export function distinguishable(a: Estimate, b: Estimate): boolean {
  if (a.ci95 === null || b.ci95 === null) return a.value !== b.value;
  return a.ci95[0] > b.ci95[1] || b.ci95[0] > a.ci95[1];
}
