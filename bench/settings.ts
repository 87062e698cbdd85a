import { parseArgs } from 'node:util';
import { IsodenseError } from '../src/model/errors.ts';
import { parseDuration } from '../src/model/units.ts';

/** How much is measured. */
export interface Settings {
  readonly quick: boolean;
  /** Path of the JSON result; undefined for reports/bench-DATE.json. */
  readonly out: string | undefined;
  readonly launch: LaunchSettings;
  readonly bookkeeping: { readonly rounds: number; readonly iterations: number };
  readonly sampler: { readonly instances: number; readonly windows: number; readonly windowMs: number };
}

export interface LaunchSettings {
  readonly concurrencies: readonly number[];
  readonly minRounds: number;
  /** After `minRounds`, no round starts later than this at one concurrency. */
  readonly budgetMs: number;
  /** Rounds end when the interval of harness ÷ raw calls has this half-width: half the goal. */
  readonly precision: number;
}

const FULL: Omit<Settings, 'quick' | 'out'> = {
  launch: { concurrencies: [1, 8], minRounds: 12, budgetMs: 6 * 60_000, precision: 0.015 },
  bookkeeping: { rounds: 8, iterations: 60 },
  sampler: { instances: 100, windows: 6, windowMs: 10_000 },
};

/** Too little to decide anything: only shows that the benchmark works. */
const QUICK: typeof FULL = {
  launch: { concurrencies: [1, 8], minRounds: 2, budgetMs: 0, precision: 0.015 },
  bookkeeping: { rounds: 2, iterations: 10 },
  sampler: { instances: 5, windows: 2, windowMs: 500 },
};

export const USAGE = `npm run bench -- [--quick] [--budget TIME] [--out FILE]

  Measures what isodense itself costs: its launch path compared with the same engine calls made directly and with
  docker run, its own work without an engine, and its sampler at 100 instances. Takes up to about 15 minutes.

  --quick      take a minute or two, only to show that the benchmark works; no goal is decided
  --budget T   time for the launches at each concurrency, such as 20min (default 6min); they end earlier when the
               result is precise
  --out FILE   write the JSON to FILE (default reports/bench-DATE.json)
`;

/** Undefined when only help was requested. */
export function readSettings(args: readonly string[]): Settings | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        budget: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new IsodenseError('usage', error instanceof Error ? error.message : String(error), {
      hint: 'see npm run bench -- --help',
    });
  }
  if (values.help === true) return undefined;
  const length = values.quick === true ? QUICK : FULL;
  const budgetMs = values.budget === undefined ? length.launch.budgetMs : parseDuration(values.budget);
  if (budgetMs === undefined)
    throw new IsodenseError('usage', `--budget: expected a time such as 20min, got ${values.budget}`, {
      hint: 'see npm run bench -- --help',
    });
  return {
    ...length,
    launch: { ...length.launch, budgetMs },
    quick: values.quick === true,
    out: values.out,
  };
}
