import { seededRandom, seedFor, shuffled } from '../../model/random.ts';
import type { Aggressor, InterferenceOptions } from './options.ts';

/**
 * What the victim is measured beside. Alone is not among them: it is measured before and after all of them.
 */
export type Condition = { readonly aggressor: Aggressor | 'idle'; readonly dose: number };

/** The neighbours doing nothing, every aggressor at the highest dose, and some at every dose. */
export function conditionsOf({
  aggressors,
  doses,
  doseResponse,
}: Pick<InterferenceOptions, 'aggressors' | 'doses' | 'doseResponse'>): Condition[] {
  const highest = Math.max(...doses);
  const ascending = [...new Set(doses)].sort((a, b) => a - b);
  return [
    { aggressor: 'idle', dose: highest },
    ...[...new Set(aggressors)].flatMap((aggressor): Condition[] =>
      (doseResponse.includes(aggressor) ? ascending : [highest]).map((dose) => ({ aggressor, dose })),
    ),
  ];
}

/**
 * The order inside one round: shuffled, and in every second repetition the mirror of the one before, so that
 * what an aggressor leaves behind (a filled page cache, a hot CPU) weighs on all others alike. The same for
 * all variants and arms of one repetition, so that they differ in nothing else.
 */
export function orderOf(conditions: readonly Condition[], repetition: number): Condition[] {
  const order = shuffled(conditions, seededRandom(seedFor(Math.floor(repetition / 2), 'interference')));
  return repetition % 2 === 0 ? order : order.toReversed();
}
