import type { PlannedRound } from '../model/plan.ts';
import type { PlannedRun, RunEnvironment } from './environment.ts';

/**
 * Ends an experiment whose figures are precise enough. It looks only when an even number of repetitions is
 * complete: an odd one would leave a shuffle without its mirror, and the order would no longer be
 * counterbalanced.
 */
export class PrecisionStop {
  readonly #run: Pick<PlannedRun, 'scenario' | 'earlier'>;
  readonly #environment: Pick<RunEnvironment, 'halfWidthOf' | 'clock' | 'runStart' | 'emit'>;
  readonly #ended: Set<string>;
  readonly #looked = new Set<string>();

  constructor(
    run: Pick<PlannedRun, 'scenario' | 'earlier'>,
    environment: Pick<RunEnvironment, 'halfWidthOf' | 'clock' | 'runStart' | 'emit'>,
  ) {
    this.#run = run;
    this.#environment = environment;
    this.#ended = new Set(run.earlier.ended);
  }

  /**
   * A repetition that was started before the run was interrupted is taken to its end: a look in its middle
   * would tear it.
   */
  pass({ cell, repetition }: PlannedRound): void {
    this.#looked.add(`${cell.experiment} ${repetition}`);
  }

  /** True when the round is to be left out. */
  ends({ cell: { experiment: name }, repetition }: PlannedRound): boolean {
    if (this.#ended.has(name)) return true;
    const { scenario, earlier } = this.#run;
    const { halfWidthOf, clock, runStart, emit } = this.#environment;
    const precision = scenario.experiments.find((experiment) => experiment.name === name)?.precision;
    const look = `${name} ${repetition}`;
    if (earlier.extended.has(name)) return false;
    if (
      precision === undefined ||
      repetition < precision.minRounds ||
      repetition % 2 !== 0 ||
      this.#looked.has(look)
    )
      return false;
    this.#looked.add(look);
    const halfWidth = halfWidthOf(name);
    if (halfWidth === undefined || halfWidth > precision.until) return false;
    this.#ended.add(name);
    emit({
      kind: 'record',
      record: {
        kind: 'enough',
        atMs: clock.now() - runStart,
        experiment: name,
        repetitions: repetition,
        halfWidth,
      },
    });
    return true;
  }
}
