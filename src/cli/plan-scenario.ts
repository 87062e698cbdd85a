import { experiments } from '../experiments/registry.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { coreCount } from '../host/platform.ts';
import type { Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { extendPlan, planRun, type PlanOptions, type PlanRequest } from '../scenario/plan.ts';
import { compares } from '../scenario/twin.ts';

/** Expands a scenario into the rounds of the given variants. `cores` is the host's count of CPUs. */
export function planScenario(scenario: Scenario, variants: readonly string[], seed: number, options: PlanOptions, cores = coreCount()): Plan {
  const { rounds: _, ...filters } = options;
  const always = experiments.filter((experiment) => experiment.always === true).map(({ name }) => name);
  return planRun(requestsOf(scenario, options.rounds, cores), seed, { ...filters, variants, ...(options.experiments === undefined ? {} : { experiments: [...always, ...options.experiments] }) });
}

/**
 * `more` further repetitions of every cell of a plan that this scenario gave, at its end; of experiments that are
 * repeated at all.
 * @param options `experiments`: only those; `rounds`: what `--rounds` asked for when the plan was made
 */
export function extendScenarioPlan(plan: Plan, scenario: Scenario, more: number, { experiments: only, rounds }: Pick<PlanOptions, 'experiments' | 'rounds'> = {}, cores = coreCount()): Plan {
  const repeated = requestsOf(scenario, rounds, cores).filter(({ name }) => called(name).always !== true && (only?.includes(name) ?? true));
  return extendPlan(plan, repeated, more);
}

function requestsOf(scenario: Scenario, asked: number | undefined, cores: number): PlanRequest[] {
  return scenario.experiments.map(({ name, options, rounds: own }) => {
    const experiment = called(name);
    // A fact is not a quantity: --rounds asks for more of the latter only.
    const rounds = experiment.always === true ? 1 : (asked ?? own);
    const measured = scenario.variants.filter(({ twinOf }) => twinOf === undefined || needsTwin(experiment, rounds, scenario));
    return { name, rounds, cells: measured.flatMap((variant) => experiment.cells(options, variant.name, cores)) };
  });
}

/** A twin costs as much as a variant, so it is measured where something is compared; everywhere, if it was asked for and nothing is. */
function needsTwin({ always, metrics }: Experiment, rounds: number, { gates = [] }: Scenario): boolean {
  if (always === true || rounds < 2) return false;
  const comparing = gates.filter(compares);
  return comparing.length === 0 || comparing.some((rule) => metrics.some(({ name }) => name === rule.metric));
}

function called(name: string): Experiment {
  return experiments.find((known) => known.name === name)!;
}
