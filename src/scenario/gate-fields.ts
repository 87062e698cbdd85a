import { z } from 'zod';
import { got } from './issues.ts';

/**
 * What users write for one gate, form by form. Bounds stay as written: their unit depends on the metric,
 * which is resolved later.
 */

export type GateForm = 'ratio' | 'regression' | 'absolute' | 'success' | 'boundary';

const level = z
  .enum(['error', 'warn'])
  .describe('error fails the gate, warn only reports; default error')
  .default('error');
const of = z.string().describe('the variant that is judged; default: all of them').optional();
const percent = (what: string) =>
  z
    .string({ error: percentExpected })
    .regex(/^\d+(\.\d+)?%$/, { error: percentExpected })
    .describe(`${what}, such as 5%`);
const bound = (what: string, pattern: RegExp) =>
  z.union([z.string().regex(pattern), z.number()]).describe(what);

function percentExpected({ input }: { readonly input?: unknown }): string {
  const way = typeof input === 'number' ? `; write ${input > 0 && input < 1 ? input * 100 : input}%` : '';
  return (
    `${input === undefined ? 'missing; ' : ''}expected a percentage such as ` +
    `5%${input === undefined ? '' : `, got ${got(input)}`}${way}`
  );
}

const TIMES = /^\d+(\.\d+)?x$/;
const QUANTITY = /^\d+(\.\d+)?\s*[A-Za-z]+$/;

const series = {
  metric: z.string().describe('the name of a metric, as in the report: startup.ready.p50'),
  of,
  density: z.int().min(1).describe('only at this density; default: each density separately').optional(),
  parameters: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .describe('only where the series has these parameters: { concurrency: 4 }')
    .optional(),
  level,
};

/** What a bound may look like. Editors show it; messages use the words of the metric. */
const anyBound = () => z.unknown().optional();
const inEditors = (max: string, min: string, pattern: RegExp) => ({
  max: bound(max, pattern).optional(),
  min: bound(min, pattern).optional(),
});

const success = z.strictObject({
  successRatio: percent('the share of launches that must become ready, at least'),
  of,
  level,
});
const boundary = z.strictObject({
  check: z.string().describe('the id of a boundary check, as in the report: kernel.boot-id'),
  of,
  outcome: z
    .union([outcome(), z.array(outcome()).min(1)], {
      error: ({ input }) =>
        `expected isolated, shared, leaked or not-testable, or a list of them; got ${got(input)}`,
    })
    .describe('the accepted outcome, or a list of accepted outcomes'),
  level,
});
const regression = {
  ...series,
  maxRegression: percent('largest accepted change for the worse'),
  over: z.string().describe('another variant of the run to compare with; default: the baseline').optional(),
};
const ratio = { ...series, over: z.string().describe('the variant of the same run to divide by') };

function outcome() {
  return z.enum(['isolated', 'shared', 'leaked', 'not-testable']);
}

export const gateForms = {
  ratio: z.strictObject({ ...ratio, max: anyBound(), min: anyBound() }),
  regression: z.strictObject({ ...regression, minAbs: anyBound() }),
  absolute: z.strictObject({ ...series, max: anyBound(), min: anyBound() }),
  success,
  boundary,
} as const;

/** The same for editors, which describe bounds by their pattern. */
const described = z.union([
  z.strictObject({
    ...ratio,
    ...inEditors('largest ratio of the two, such as 4x', 'smallest ratio of the two, such as 0.5x', TIMES),
  }),
  z.strictObject({
    ...regression,
    minAbs: bound(
      "changes smaller than this are ignored; in the metric's unit, such as 20ms",
      QUANTITY,
    ).optional(),
  }),
  z.strictObject({
    ...series,
    ...inEditors(
      "largest value, in the metric's unit, such as 300ms",
      "smallest value, in the metric's unit",
      QUANTITY,
    ),
  }),
  success,
  boundary,
]);

/** Which form a gate has, decided by its keys. */
export function formOf(written: Readonly<Record<string, unknown>>): GateForm {
  if ('successRatio' in written) return 'success';
  if ('check' in written) return 'boundary';
  if ('maxRegression' in written || 'minAbs' in written) return 'regression';
  return 'over' in written ? 'ratio' : 'absolute';
}

/** The `gates:` of a scenario. Each gate is parsed by its own form, in gates.ts. */
export const gatesField = z
  .array(z.unknown().meta(z.toJSONSchema(described, { io: 'input' }) as Record<string, unknown>))
  .describe('what must hold for `isodense gate` to pass')
  .optional();
