import { cellKey, type Cell, type Plan, type PlannedRound } from '../model/plan.ts';
import { seededRandom, seedFor, shuffled } from '../model/random.ts';

/** One experiment's part of a plan: its cells over all variants. */
export interface PlanRequest {
  readonly name: string;
  readonly rounds: number;
  readonly cells: readonly Cell[];
}

export interface PlanOptions {
  /** Only these variants; all if absent. */
  readonly variants?: readonly string[] | undefined;
  /** Only these experiments; all if absent. */
  readonly experiments?: readonly string[] | undefined;
  /** Repetitions of every cell, instead of those of the scenario. */
  readonly rounds?: number | undefined;
}

/**
 * Orders the rounds: experiments as the scenario lists them; within one, its repetitions; within a
 * repetition, every cell once. Even repetitions are a seeded shuffle, odd ones the mirror of the one before
 * (counterbalanced, ABBA): a steady drift over a pair then affects all cells alike. Pure: the same requests
 * and seed give the same plan.
 *
 * Filters keep the order of what remains: a filtered plan is the full one without some rounds. A cell that
 * is listed twice is measured once.
 */
export function planRun(requests: readonly PlanRequest[], seed: number, options: PlanOptions = {}): Plan {
  const wanted = (chosen: readonly string[] | undefined, name: string): boolean =>
    chosen === undefined || chosen.includes(name);
  const rounds = requests
    .filter((request) => wanted(options.experiments, request.name))
    .flatMap((request) =>
      order(distinct(request.cells), options.rounds ?? request.rounds, seedFor(seed, request.name)),
    )
    .filter(({ cell }) => wanted(options.variants, cell.variant))
    .map((round, index): PlannedRound => ({ index, ...round }));
  return { seed, order: 'mirrored shuffle', rounds };
}

/**
 * Adds `more` repetitions of its cells to the end of a plan, experiment by experiment, in the order in
 * which they would have been planned from the start: same seed, mirrors continued. Pure.
 * @param requests those that the plan was made from, or some of them; cells of variants that the plan
 * leaves out stay out
 */
export function extendPlan(plan: Plan, requests: readonly PlanRequest[], more: number): Plan {
  const added = requests.flatMap(({ name, cells }) => {
    const planned = plan.rounds.filter(({ cell }) => cell.experiment === name);
    const done = repetitionsOf(planned);
    const variants = new Set(planned.map(({ cell }) => cell.variant));
    return order(distinct(cells), done + more, seedFor(plan.seed, name)).filter(
      ({ repetition, cell }) => repetition >= done && variants.has(cell.variant),
    );
  });
  const next = 1 + plan.rounds.reduce((highest, { index }) => Math.max(highest, index), -1);
  return {
    ...plan,
    rounds: [...plan.rounds, ...added.map((round, position) => ({ index: next + position, ...round }))],
  };
}

/** The highest number of visits of any cell: repetitions count from 0. */
export function repetitionsOf(rounds: readonly PlannedRound[]): number {
  return 1 + rounds.reduce((highest, { repetition }) => Math.max(highest, repetition), -1);
}

function order(cells: readonly Cell[], repetitions: number, seed: number): Omit<PlannedRound, 'index'>[] {
  const random = seededRandom(seed);
  let current: readonly Cell[] = cells;
  return Array.from({ length: repetitions }, (_, repetition) => {
    current = repetition % 2 === 0 ? shuffled(cells, random) : current.toReversed();
    return current.map((cell) => ({ repetition, cell }));
  }).flat();
}

function distinct(cells: readonly Cell[]): Cell[] {
  return [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()];
}
