import type { Experiment } from '../../experiments/experiment.ts';
import { cellKey, type Plan, type PlannedRound } from '../../model/plan.ts';

/**
 * Time left, from the durations of rounds that were measured; a cell that was not yet measured counts with
 * its experiment's own estimate, scaled by how far such estimates were off so far.
 */
export class TimeLeft {
  readonly #rounds: readonly PlannedRound[];
  readonly #guess: ReadonlyMap<string, number>;
  readonly #measured = new Map<string, number[]>();

  constructor(plan: Plan, experiments: readonly Experiment[], launchMs: ReadonlyMap<string, number>) {
    this.#rounds = plan.rounds;
    this.#guess = new Map(
      plan.rounds.map(({ cell }) => [
        cellKey(cell),
        experiments
          .find(({ name }) => name === cell.experiment)
          ?.estimate(cell, launchMs.get(cell.variant) ?? 1_000) ?? 1_000,
      ]),
    );
  }

  took(planned: PlannedRound, ms: number): void {
    const key = cellKey(planned.cell);
    this.#measured.set(key, [...(this.#measured.get(key) ?? []), ms]);
  }

  /** Milliseconds for the rounds after `index`. */
  after(index: number): number {
    const correction = this.#correction();
    return this.#rounds
      .slice(index + 1)
      .reduce((sum, { cell }) => sum + this.#expected(cellKey(cell), correction), 0);
  }

  #expected(key: string, correction: number): number {
    const times = this.#measured.get(key);
    return times === undefined ? (this.#guess.get(key) ?? 0) * correction : total(times) / times.length;
  }

  #correction(): number {
    let guessed = 0;
    let took = 0;
    for (const [key, times] of this.#measured) {
      guessed += (this.#guess.get(key) ?? 0) * times.length;
      took += total(times);
    }
    return guessed > 0 ? took / guessed : 1;
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
