import type { Interval } from '../src/stats/interval.ts';

/** One figure about isodense's own cost. */
export interface Finding {
  /** What was measured, as a row of the table says it. */
  readonly what: string;
  readonly value: number;
  /** 95%; null where there are too few rounds to say. */
  readonly ci95: Interval | null;
  readonly unit: 'ratio' | 'percent' | 'ms' | 'µs';
  /** The value must be at most this; null for figures that are there for scale. */
  readonly goal: number | null;
  /** What the interval rests on: `24 rounds`. */
  readonly from: string;
}

export type Verdict = 'met' | 'not met' | 'not decided on this host' | 'no goal';

/**
 * Decided only when the whole interval is on one side of the goal: a noisy host gives a wide one and decides
 * nothing.
 */
export function verdictOf({ ci95, goal }: Pick<Finding, 'ci95' | 'goal'>): Verdict {
  if (goal === null) return 'no goal';
  if (ci95 === null) return 'not decided on this host';
  if (ci95[1] <= goal) return 'met';
  return ci95[0] > goal ? 'not met' : 'not decided on this host';
}
