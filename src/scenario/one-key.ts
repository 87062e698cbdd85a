import { z } from 'zod';
import { suggestion } from './did-you-mean.ts';
import { got } from './issues.ts';

/** Additional keys that one of the forms may have beside its own, and what they are parsed into. */
interface Companions<Result> {
  readonly fields: z.ZodRawShape;
  readonly combine: (result: Result, given: Readonly<Record<string, unknown>>) => Result;
}

/**
 * A mapping with exactly one key, which says what kind of thing it is: `{ log: READY }`. Each form parses
 * its value.
 */
export function oneKeyOf<Result>(
  forms: Readonly<Record<string, z.ZodType<Result>>>,
  title: string,
  beside: Readonly<Record<string, Companions<Result>>> = {},
): z.ZodType<Result> {
  const names = Object.keys(forms);
  const branches = Object.entries(forms).map(([name, form]) =>
    z.strictObject({ [name]: form, ...beside[name]?.fields }).transform((parsed) => {
      const result = parsed[name] as Result;
      return beside[name]?.combine(result, parsed) ?? result;
    }),
  );
  const union = z.union(branches, {
    error: ({ input }) =>
      `expected ${title}: a mapping with exactly one of ${names.join(', ')}; got ${whatWasGot(input, names)}`,
  });
  return union;
}

function whatWasGot(input: unknown, names: readonly string[]): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return got(input);
  const keys = Object.keys(input);
  if (keys.length === 0) return 'an empty one';
  const unknown = keys.find((key) => !names.includes(key));
  return unknown === undefined ? keys.join(' and ') : `"${unknown}"; ${suggestion(unknown, names)}`;
}
