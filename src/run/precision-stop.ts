import type { Clock } from '../host/clock.ts';
import type { RunEvent } from '../model/events.ts';
import type { PlannedRound } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Earlier } from './resume.ts';

interface PrecisionStopRequest {
  readonly scenario: Scenario;
  readonly halfWidthOf?: (experiment: string) => number | undefined;
  readonly earlier?: Earlier | undefined;
  readonly clock: Clock;
  readonly runStart: number;
  readonly emit: (event: RunEvent) => void;
}

/**
 * Ends an experiment whose figures are precise enough. It looks only when an even number of repetitions is
 * complete: an odd one would leave a shuffle without its mirror, and the order would no longer be
 * counterbalanced.
 */
export class PrecisionStop {
  readonly #request: PrecisionStopRequest;
  readonly #ended: Set<string>;
  readonly #looked = new Set<string>();

  constructor(request: PrecisionStopRequest) {
    this.#request = request;
    this.#ended = new Set(request.earlier?.ended);
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
    const { scenario, halfWidthOf, clock, runStart, emit } = this.#request;
    const precision = scenario.experiments.find((experiment) => experiment.name === name)?.precision;
    const look = `${name} ${repetition}`;
    if (this.#request.earlier?.extended.has(name) === true) return false;
    if (
      precision === undefined ||
      repetition < precision.minRounds ||
      repetition % 2 !== 0 ||
      this.#looked.has(look)
    )
      return false;
    this.#looked.add(look);
    const halfWidth = halfWidthOf?.(name);
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
