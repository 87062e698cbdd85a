import { experiments } from '../experiments/registry.ts';
import type { Experiment } from '../experiments/experiment.ts';
import { coreCount } from '../host/platform.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import type { Cell, Plan } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { counted } from '../model/units.ts';
import { extendPlan, planRun, repetitionsOf, type PlanOptions, type PlanRequest } from '../scenario/plan.ts';
import { compares } from '../scenario/twin.ts';

/**
 * Expands a scenario into the rounds of the given variants.
 *
 * @param cores the host's count of CPUs
 * @param known every experiment that the scenario may name
 */
export function planScenario(
  scenario: Scenario,
  variants: readonly string[],
  seed: number,
  options: PlanOptions,
  cores = coreCount(),
  known: readonly Experiment[] = experiments,
): Plan {
  const { rounds: _, ...filters } = options;
  const always = known.filter((experiment) => experiment.always === true).map(({ name }) => name);
  return planRun(requestsOf(scenario, options.rounds, cores, known), seed, {
    ...filters,
    variants,
    ...(options.experiments === undefined ? {} : { experiments: [...always, ...options.experiments] }),
  });
}

/**
 * A plan with as many repetitions of an experiment's cells again as were taken, at its end: same seed,
 * mirrors continued. Repetitions that an early end left out are left out for good.
 * @param done rounds of the plan that have an outcome
 */
export function planFurtherRounds(
  plan: Plan,
  scenario: Scenario,
  experiment: string,
  done: ReadonlySet<number>,
  cores = coreCount(),
): Plan {
  const begun = {
    ...plan,
    rounds: plan.rounds.filter(({ index, cell }) => cell.experiment !== experiment || done.has(index)),
  };
  const taken = repetitionsOf(begun.rounds.filter(({ cell }) => cell.experiment === experiment));
  return extendPlan(
    begun,
    storedRequests(scenario, 2 * taken, cores).filter(({ name }) => name === experiment),
    taken,
  );
}

/** Options of experiments are stored as their own schemas gave them, and only they can read them. */
function storedRequests(scenario: Scenario, rounds: number, cores: number): PlanRequest[] {
  try {
    return requestsOf(scenario, rounds, cores, experiments);
  } catch (error) {
    if (error instanceof IsodenseError) throw error;
    throw new IsodenseError(
      'usage',
      `the experiment options in run.json are not as isodense run writes them (${messageOf(error)})`,
      { hint: 'restore run.json, or run the scenario again', cause: error },
    );
  }
}

/** More rounds than anyone waits for: at half a second each they take fourteen hours. */
const MOST_ROUNDS = 100_000;

function requestsOf(
  scenario: Scenario,
  asked: number | undefined,
  cores: number,
  known: readonly Experiment[],
): PlanRequest[] {
  let total = 0;
  return scenario.experiments.map(({ name, options, rounds: own }) => {
    const experiment = known.find((one) => one.name === name)!;
    // A fact is not a quantity: --rounds asks for more of the latter only.
    const rounds = experiment.always === true ? 1 : (asked ?? own);
    const measured = scenario.variants.filter(
      ({ twinOf }) => twinOf === undefined || needsTwin(experiment, rounds, scenario),
    );
    const cells: Cell[] = [];
    for (const variant of measured) {
      const more = experiment.cells(options, variant.name, cores);
      total += more.length * rounds;
      if (total > MOST_ROUNDS)
        throw new IsodenseError(
          'usage',
          `expected a plan of at most ${MOST_ROUNDS} rounds, got more: ` +
            `${name} alone has at least ${counted(cells.length + more.length, 'cell')}, each measured in ${counted(rounds, 'round')}`,
          { hint: 'use fewer rounds, variants, densities or parameters' },
        );
      for (const cell of more) cells.push(cell);
    }
    return { name, rounds, cells };
  });
}

/**
 * A twin costs as much as a variant, so it is measured where something is compared; everywhere, if it was
 * asked for and nothing is.
 */
function needsTwin({ always, metrics }: Experiment, rounds: number, { gates = [] }: Scenario): boolean {
  if (always === true || rounds < 2) return false;
  const comparing = gates.filter(compares);
  return comparing.length === 0 || comparing.some((rule) => metrics.some(({ name }) => name === rule.metric));
}
