import Table from 'cli-table3';
import { formatNumber } from '../src/model/units.ts';
import { BORDERLESS } from '../src/report/terminal.ts';
import type { Interval } from '../src/stats/interval.ts';

/** One figure about isodense's own cost. */
export interface Finding {
  /** What was measured: the first column of its row. */
  readonly what: string;
  readonly value: number;
  /** 95%; null with too few rounds for an interval. */
  readonly ci95: Interval | null;
  readonly unit: 'ratio' | 'percent' | 'ms' | 'µs';
  /** The value should be at most this; null for figures that only help to read the others. */
  readonly goal: number | null;
  /** What the value is based on: `24 rounds`. */
  readonly from: string;
}

export type Verdict = 'met' | 'not met' | 'not decided on this host' | 'no goal';

/** Decided only when the whole interval is on one side of the goal. A noisy host gives a wide interval. */
export function verdictOf({ ci95, goal }: Pick<Finding, 'ci95' | 'goal'>): Verdict {
  if (goal === null) return 'no goal';
  if (ci95 === null) return 'not decided on this host';
  if (ci95[1] <= goal) return 'met';
  return ci95[0] > goal ? 'not met' : 'not decided on this host';
}

/** Two tables: the figures that have a goal, with their verdicts, and all others. */
export function renderFindings(findings: readonly Finding[]): string {
  const goals = newTable(['figure', 'goal', 'measured', '95% interval', 'based on', 'verdict']);
  const others = newTable(['figure without a goal', 'measured', '95% interval', 'based on']);
  for (const finding of findings) {
    const { what, value, ci95, goal, from } = finding;
    const measured = [
      show(value, finding),
      ci95 === null ? '–' : `${show(ci95[0], finding)} … ${show(ci95[1], finding)}`,
      from,
    ];
    if (goal === null) others.push([what, ...measured]);
    else goals.push([what, `≤ ${show(goal, finding)}`, ...measured, verdictOf(finding)]);
  }
  return `${goals.toString()}\n\n${others.toString()}`;
}

/** Without lines, since it is wide. */
function newTable(head: string[]) {
  return new Table({
    head,
    chars: { ...BORDERLESS, middle: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
}

function show(value: number, { unit }: Finding): string {
  switch (unit) {
    case 'ratio':
      return `${value.toFixed(3)}×`;
    case 'percent':
      return `${value.toFixed(2)}%`;
    case 'ms':
    case 'µs':
      return `${formatNumber(value)} ${unit}`;
  }
}
