import { experiments } from '../experiments/registry.ts';
import { coreCount } from '../host/platform.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { planRun, type PlanOptions } from '../scenario/plan.ts';

/** Expands a scenario into the rounds of the given variants. `cores` is the host's count of CPUs. */
export function planScenario(scenario: Scenario, variants: readonly string[], seed: number, options: PlanOptions, cores = coreCount()): Plan {
  const requests = scenario.experiments.map(({ name, options: asked, rounds }) => {
    const experiment = experiments.find((known) => known.name === name)!;
    // A fact is not a quantity: --rounds asks for more of the latter only.
    const fixed = experiment.always === true ? 1 : (options.rounds ?? rounds);
    return { name, rounds: fixed, cells: scenario.variants.flatMap((variant) => experiment.cells(asked, variant.name, cores)) };
  });
  const { rounds: _, ...filters } = options;
  const always = experiments.filter((experiment) => experiment.always === true).map(({ name }) => name);
  return planRun(requests, seed, { ...filters, variants, ...(options.experiments === undefined ? {} : { experiments: [...always, ...options.experiments] }) });
}
