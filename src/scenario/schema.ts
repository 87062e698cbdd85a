import { z } from 'zod';
import { IsodenseError } from '../model/errors.ts';
import type { Cell } from '../model/plan.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { ImageSource, Workload } from '../model/scenario.ts';
import { gatesField } from './gate-fields.ts';
import { imageFields } from './image-fields.ts';
import { got } from './issues.ts';
import { roundsField, type Rounds } from './rounds-fields.ts';
import { variantFields, type VariantFields } from './variant-fields.ts';
import { workloadFields } from './workload-fields.ts';

/** What a scenario needs to know about a driver. */
export interface DriverFields {
  readonly name: string;
  readonly summary?: string;
  /** A z.strictObject; refinements on it are kept. */
  readonly options: z.ZodType;
  /**
   * Why these options and this workload do not work together, and how to fix it; undefined if they do.
   */
  conflicts?(options: unknown, workload: Workload): string | undefined;
  /** Whether instances with these options share their ports. */
  sharesPorts?(options: unknown): boolean;
}

/** What a scenario needs to know about an experiment. */
export interface ExperimentFields {
  readonly name: string;
  readonly question?: string;
  /** A z.strictObject; refinements on it are kept. */
  readonly options: z.ZodType;
  readonly defaultRounds?: number;
  /** Which image it launches; `workload` is the scenario's. */
  readonly image?: string;
  /** See Experiment. */
  cells?(options: unknown, variant: string, cores: number): readonly Cell[];
  /** Runs in every scenario, requested or not. */
  readonly always?: true;
  /** Metrics that gates may use. */
  readonly metrics?: readonly MetricDefinition[];
  /** Gates on the share of successful launches count its launches. */
  readonly countsLaunches?: true;
  /** Ids of boundary checks that gates may use. */
  readonly checks?: readonly string[];
}

/** The driver's own options stand beside the keys of every variant. */
export type ParsedVariant = { readonly driver: string } & VariantFields & Readonly<Record<string, unknown>>;

/**
 * A scenario as the schema returns it: units parsed, but without the defaults that depend on other parts.
 */
export interface ParsedScenario {
  readonly name: string;
  readonly question?: string | undefined;
  readonly image: ImageSource;
  readonly workload: z.output<typeof workloadFields>;
  readonly reference?: string | undefined;
  readonly rounds?: Rounds | undefined;
  readonly twin?: boolean | undefined;
  readonly variants: Readonly<Record<string, ParsedVariant>>;
  readonly experiments: Readonly<
    Record<string, { readonly rounds?: Rounds | undefined } & Readonly<Record<string, unknown>>>
  >;
  /** As written; see gates.ts. */
  readonly gates?: readonly unknown[] | undefined;
}

export interface ScenarioSchema {
  readonly document: z.ZodType<ParsedScenario>;
  /** One variant, for checks that must not wait until the rest of the document is correct. */
  readonly variant: z.ZodType;
  readonly drivers: readonly DriverFields[];
  readonly experiments: readonly ExperimentFields[];
}

/** Variant names appear in names of containers, cgroups and interfaces, and in file names. */
export const VARIANT_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

/**
 * The schema of a scenario for the given drivers and experiments. It is the source of validation, editor
 * types and documentation.
 */
export function buildScenarioSchema(
  drivers: readonly DriverFields[],
  experiments: readonly ExperimentFields[],
): ScenarioSchema {
  const branches = drivers.map((driver) =>
    strictOptions('driver', driver, ['driver', ...Object.keys(variantFields)]).safeExtend({
      driver: z.literal(driver.name).describe(driver.summary ?? `the ${driver.name} driver`),
      ...variantFields,
    }),
  );
  const variant = z.discriminatedUnion(
    'driver',
    branches as [(typeof branches)[number], ...(typeof branches)[number][]],
  );
  const requests = experiments.map(
    (experiment) =>
      [
        experiment.name,
        strictOptions('experiment', experiment, ['rounds'])
          .safeExtend({
            rounds: roundsField()
              .describe('repetitions of each cell in this experiment; default: those of the scenario')
              .optional(),
          })
          .describe(experiment.question ?? experiment.name)
          .optional(),
      ] as const,
  );

  const document = z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
        error: ({ input }) =>
          `expected a name of at most 63 letters, digits, dots, hyphens and underscores, got ${got(input)}`,
      })
      .describe('names the run directory and the report'),
    question: z
      .string()
      .min(1)
      .describe('the question that the run answers; shown at the top of the report')
      .optional(),
    image: imageFields,
    workload: workloadFields
      .describe('what runs inside each instance, and how its readiness is detected')
      .prefault({}),
    reference: z
      .string()
      .describe('the variant that the others are compared with; default: the first')
      .optional(),
    rounds: roundsField()
      .describe(
        'repetitions of each cell, or as many as a precision needs; default 8; ' +
          'an interval needs 2, a comparison should have 6 or more',
      )
      .optional(),
    twin: z
      .boolean()
      .describe(
        'measures the reference twice, under two names, to show the noise floor: ' +
          'smaller differences cannot be trusted; default true if a gate compares',
      )
      .optional(),
    variants: z
      .record(z.string(), variant)
      .meta({ minProperties: 1, propertyNames: { pattern: VARIANT_NAME.source } })
      .describe('the isolation configurations under comparison, by name'),
    experiments: z
      .strictObject(Object.fromEntries(requests))
      .meta({ minProperties: 1 })
      .describe('the questions asked of every variant; {} takes the defaults'),
    gates: gatesField,
  });
  return { document: document as unknown as z.ZodType<ParsedScenario>, variant, drivers, experiments };
}

function strictOptions(
  kind: 'driver' | 'experiment',
  { name, options }: DriverFields | ExperimentFields,
  reserved: readonly string[],
): z.ZodObject {
  if (!(options instanceof z.ZodObject))
    throw new IsodenseError(
      'internal',
      `expected the options of the ${name} ${kind} to be a z.strictObject, ` +
        `so that "${reserved[0]}" can be added; got a ${options.type} schema`,
    );
  const taken = reserved.filter((field) => field in options.shape);
  if (taken.length > 0)
    throw new IsodenseError(
      'internal',
      `the ${name} ${kind} has an option called ${taken.join(' and ')}, ` +
        `which is a reserved key of every ${kind}; rename it`,
    );
  return options.strict();
}
