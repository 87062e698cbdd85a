import { z } from 'zod';
import type { Precision } from '../model/scenario.ts';
import { readPercent } from './gate-bounds.ts';
import { got } from './issues.ts';

/** How often a cell is measured. With a precision, this is the maximum. */
export interface Rounds {
  readonly rounds: number;
  readonly precision?: Precision | undefined;
}

const MOST_ROUNDS = 1_000;
const EXAMPLE = '{ min: 6, max: 30, until: 2% }';

const fixed = z
  .int()
  .min(1)
  .max(MOST_ROUNDS)
  .transform((rounds): Rounds => ({ rounds }));

const untilExpected = ({ input }: { readonly input?: unknown }): string =>
  `expected a percentage between 0% and 100%, such as 2%, got ${got(input)}`;

const precise = z
  .strictObject({
    min: z
      .int()
      .min(2)
      .max(MOST_ROUNDS)
      .describe(
        'repetitions before the precision is checked; ' +
          'an interval needs 2, a comparison should have 6 or more',
      ),
    max: z.int().min(2).max(MOST_ROUNDS).describe('most repetitions'),
    until: z
      .string({ error: untilExpected })
      .regex(/^\d+(\.\d+)?%$/, { error: untilExpected })
      .refine((text) => readPercent(text)! > 0 && readPercent(text)! < 1, { error: untilExpected })
      .describe(
        'ends a series when the half-width of its 95% interval is at most this share of its value, such as 2%',
      ),
  })
  .refine(({ min, max }) => min <= max, { path: ['max'], error: 'expected max to be at least min' })
  .transform(({ min, max, until }): Rounds => ({
    rounds: max,
    precision: { minRounds: min, until: readPercent(until)! },
  }));

/** `8`, or `{ min: 6, max: 30, until: 2% }`. */
export function roundsField(): z.ZodType<Rounds> {
  return z.union([fixed, precise], {
    error: ({ input }) => `expected a whole number, or ${EXAMPLE}; got ${got(input)}`,
  });
}
