import type { GateRule } from '../model/gate.ts';
import type { Cell } from '../model/plan.ts';
import type { Unit } from '../model/units.ts';
import { boundText, percent } from './wording.ts';

/**
 * Short, and the same from run to run: nothing measured is in it. `startup.ready.p50 b d8 concurrency=4 ≤ 4×
 * a`.
 */
export function titleOf(
  rule: GateRule,
  variant: string,
  cell: Pick<Cell, 'density' | 'parameters'> | null,
  unit: Unit | null,
): string {
  return `${subjectOf(rule)} ${variant}${cell === null ? '' : cellText(cell)} ${demand(rule, unit)}`;
}

/** The metric's name, the boundary check's, or `success`. */
export function subjectOf(rule: GateRule): string {
  return rule.kind === 'boundary' ? rule.check : rule.kind === 'success' ? 'success' : rule.metric;
}

function cellText({ density, parameters }: Pick<Cell, 'density' | 'parameters'>): string {
  const names = Object.keys(parameters).sort();
  return ` d${density}${names.map((name) => ` ${name}=${parameters[name]}`).join('')}`;
}

function demand(rule: GateRule, unit: Unit | null): string {
  switch (rule.kind) {
    case 'ratio':
      return `${limits(rule, null)} ${rule.over}`;
    case 'regression':
      return `regression ≤ ${percent(rule.maxRegression)} over ${rule.over ?? 'baseline'}`;
    case 'absolute':
      return limits(rule, unit ?? 'count');
    case 'success':
      return `≥ ${percent(rule.minSuccess)}`;
    case 'boundary':
      return rule.outcomes.join(' or ');
  }
}

function limits(
  { max, min }: { readonly max?: number | undefined; readonly min?: number | undefined },
  unit: Unit | null,
): string {
  return [
    max === undefined ? [] : [`≤ ${boundText(max, unit)}`],
    min === undefined ? [] : [`≥ ${boundText(min, unit)}`],
  ]
    .flat()
    .join(' and ');
}
