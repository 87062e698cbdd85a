import { IsodenseError } from '../model/errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { suggestion } from './did-you-mean.ts';
import type { PlanOptions } from './plan.ts';

/**
 * The scenario with only the requested variants; a twin stays with its variant. A fixed number of rounds
 * removes the precision.
 * @throws IsodenseError (usage) for names in `--only` and `--experiment` that the scenario does not have
 */
export function select(
  scenario: Scenario,
  { variants: only, experiments = [], rounds }: PlanOptions,
): Scenario {
  refuseUnknown(
    'variant',
    only ?? [],
    scenario.variants.filter(({ twinOf }) => twinOf === undefined).map(({ name }) => name),
  );
  refuseUnknown(
    'experiment',
    experiments,
    scenario.experiments.map(({ name }) => name),
  );
  return {
    ...scenario,
    variants: scenario.variants.filter(({ name, twinOf }) => only?.includes(twinOf ?? name) ?? true),
    experiments:
      rounds === undefined
        ? scenario.experiments
        : scenario.experiments.map(({ name, options, rounds: most }) => ({ name, options, rounds: most })),
  };
}

function refuseUnknown(what: string, asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new IsodenseError(
    'usage',
    `this scenario has no ${what} called ${unknown.map((name) => `"${name}"`).join(', ')}`,
    { hint: suggestion(unknown[0]!, known) },
  );
}
