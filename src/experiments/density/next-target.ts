import type { Bracket } from '../../model/density-steps.ts';
import type { DensityOptions } from './options.ts';

/** The most that may be tried, and why no more. */
export interface Ceiling {
  readonly count: number;
  /** `asked maximum`, or the name of a wall. */
  readonly boundBy: string;
  readonly detail: string;
}

/**
 * The density to try next: upwards by the factor until a step is stopped, then halving. Undefined when the
 * answer is known.
 */
export function nextTarget(
  { held, stopped }: Bracket,
  ceiling: Ceiling,
  { start, factor, resolution }: Pick<DensityOptions, 'start' | 'factor' | 'resolution'>,
): number | undefined {
  if (held >= ceiling.count) return undefined;
  if (stopped === undefined)
    return Math.min(ceiling.count, held === 0 ? start : Math.max(held + 1, Math.round(held * factor)));
  if (stopped.target - held <= Math.max(1, Math.floor(resolution * held))) return undefined;
  return Math.min(ceiling.count, Math.floor((held + stopped.target) / 2));
}
