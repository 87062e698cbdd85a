import { z } from 'zod';
import { IsodenseError } from '../model/errors.ts';
import type { ImageSource, Workload } from '../model/scenario.ts';
import { imageFields } from './image-fields.ts';
import { workloadFields } from './workload-fields.ts';

/** What a scenario needs to know of a driver. */
export interface DriverFields {
  readonly name: string;
  readonly summary?: string;
  /** A z.strictObject; refinements on it are kept. */
  readonly options: z.ZodType;
  /** Why these options and this workload cannot go together, with the way out; undefined where they can. */
  conflicts?(options: unknown, workload: Workload): string | undefined;
}

/** What a scenario needs to know of an experiment. */
export interface ExperimentFields {
  readonly name: string;
  readonly question?: string;
  /** A z.strictObject; refinements on it are kept. */
  readonly options: z.ZodType;
  readonly defaultRounds?: number;
}

/** A scenario as the schema gives it: units parsed, but defaults that depend on other parts not yet filled in. */
export interface ParsedScenario {
  readonly name: string;
  readonly question?: string | undefined;
  readonly image: ImageSource;
  readonly workload: z.output<typeof workloadFields>;
  readonly reference?: string | undefined;
  readonly rounds?: number | undefined;
  readonly variants: Readonly<Record<string, { readonly driver: string } & Readonly<Record<string, unknown>>>>;
  readonly experiments: Readonly<Record<string, { readonly rounds?: number | undefined } & Readonly<Record<string, unknown>>>>;
}

export interface ScenarioSchema {
  readonly document: z.ZodType<ParsedScenario>;
  /** One variant, for checks that must not wait for the rest of the document to be right. */
  readonly variant: z.ZodType;
  readonly drivers: readonly DriverFields[];
  readonly experiments: readonly ExperimentFields[];
}

/** Variant names appear in names of containers, cgroups and interfaces, and in file names. */
export const VARIANT_NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

const rounds = () => z.int().min(1).max(1_000);

/** The schema of a scenario, for the given drivers and experiments. The source of validation, types in editors and documentation. */
export function buildScenarioSchema(drivers: readonly DriverFields[], experiments: readonly ExperimentFields[]): ScenarioSchema {
  const branches = drivers.map((driver) =>
    strictOptions('driver', driver).safeExtend({ driver: z.literal(driver.name).describe(driver.summary ?? `the ${driver.name} driver`) }),
  );
  const variant = z.discriminatedUnion('driver', branches as [(typeof branches)[number], ...(typeof branches)[number][]]);
  const requests = experiments.map((experiment) => [
    experiment.name,
    strictOptions('experiment', experiment)
      .safeExtend({ rounds: rounds().describe('repetitions of each cell in this experiment, in place of those of the scenario').optional() })
      .describe(experiment.question ?? experiment.name)
      .optional(),
  ] as const);

  const document = z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: ({ input }) => `expected a name of at most 63 letters, digits, dots, hyphens and underscores, got ${JSON.stringify(input)}` })
      .describe('names the run directory and the report'),
    question: z.string().min(1).describe('what the run is to answer, for the top of the report').optional(),
    image: imageFields,
    workload: workloadFields.describe('what runs inside each instance, and how it says that it is ready').prefault({}),
    reference: z.string().describe('the variant that the others are compared with; default: the first').optional(),
    rounds: rounds().describe('repetitions of each cell; default 8, intervals need 2 and comparisons are meant for 6 or more').optional(),
    variants: z
      .record(z.string(), variant)
      .meta({ minProperties: 1, propertyNames: { pattern: VARIANT_NAME.source } })
      .describe('the isolation configurations under comparison, by name'),
    experiments: z
      .strictObject(Object.fromEntries(requests))
      .meta({ minProperties: 1 })
      .describe('the questions asked of every variant; {} takes the defaults'),
  });
  return { document: document as unknown as z.ZodType<ParsedScenario>, variant, drivers, experiments };
}

function strictOptions(kind: string, { name, options }: DriverFields | ExperimentFields): z.ZodObject {
  if (options instanceof z.ZodObject) return options.strict();
  throw new IsodenseError('internal', `expected the options of the ${name} ${kind} to be a z.strictObject, so that "${kind === 'driver' ? 'driver' : 'rounds'}" can be added; got a ${options.type} schema`);
}
