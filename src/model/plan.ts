/**
 * A plan is the expanded, seeded, ordered list of rounds. It is pure data: the same scenario and seed give
 * the same plan.
 */

export type Parameters = Readonly<Record<string, string | number>>;

/** One variant × density (× parameter): the key of a series. */
export interface Cell {
  readonly experiment: string;
  readonly variant: string;
  /** Number of instances running at the same time; the highest one if a round ramps. */
  readonly density: number;
  readonly parameters: Parameters;
}

export interface PlannedRound {
  /** Position in the run, from 0. */
  readonly index: number;
  /** Which repetition of its cell this is, from 0. Rounds of one repetition are measured close together. */
  readonly repetition: number;
  readonly cell: Cell;
}

export interface Plan {
  readonly seed: number;
  readonly order: 'mirrored shuffle';
  readonly rounds: readonly PlannedRound[];
}

/** A stable text for a cell or series, for maps and messages: `startup/runc/d8 concurrency=4`. */
export function cellKey(cell: Cell): string {
  const parameters = Object.entries(cell.parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}=${value}`)
    .join('');
  return `${cell.experiment}/${cell.variant}/d${cell.density}${parameters}`;
}
