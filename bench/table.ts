import Table from 'cli-table3';
import { formatNumber } from '../src/model/units.ts';
import { BORDERLESS } from '../src/report/terminal.ts';
import { verdictOf, type Finding } from './finding.ts';

/** Two tables: what has a goal, with its verdict; and figures for scale. */
export function renderFindings(findings: readonly Finding[]): string {
  const goals = newTable(['target', 'goal', 'measured', '95% interval', 'from', 'verdict']);
  const scale = newTable(['for scale', 'measured', '95% interval', 'from']);
  for (const finding of findings) {
    const { what, value, ci95, goal, from } = finding;
    const measured = [
      show(value, finding),
      ci95 === null ? '–' : `${show(ci95[0], finding)} … ${show(ci95[1], finding)}`,
      from,
    ];
    if (goal === null) scale.push([what, ...measured]);
    else goals.push([what, `≤ ${show(goal, finding)}`, ...measured, verdictOf(finding)]);
  }
  return `${goals.toString()}\n\n${scale.toString()}`;
}

/** No lines: it is wide enough as it is. */
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
