import { IsodenseError } from '../model/errors.ts';
import type { Scenario } from '../model/scenario.ts';
import { suggestion } from './did-you-mean.ts';
import type { PlanOptions } from './plan.ts';

/** Refuses names in `--only` and `--experiment` that the scenario does not have, before anything runs. */
export function checkSelection(scenario: Scenario, { variants = [], experiments = [] }: PlanOptions): void {
  refuseUnknown('variant', variants, scenario.variants.map(({ name }) => name));
  refuseUnknown('experiment', experiments, scenario.experiments.map(({ name }) => name));
}

function refuseUnknown(what: string, asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new IsodenseError('usage', `this scenario has no ${what} called ${unknown.map((name) => `"${name}"`).join(', ')}`, { hint: suggestion(unknown[0]!, known) });
}
