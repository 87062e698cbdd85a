import type { GateRule } from '../model/gate.ts';
import type { Cell } from '../model/plan.ts';
import { formatRatioWithInterval } from '../model/ratio.ts';
import { counted, formatValue, type Unit } from '../model/units.ts';
import type { ComparedWith, MeasuredVerdict } from '../model/verdict.ts';
import type { Scale } from './compared.ts';

/** 0.12 → `12%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}

/** A bound as it was asked for: 4 → `4×`, 1.05 → `1.05×`. */
function times(bound: number): string {
  return `${Number(bound.toPrecision(4))}×`;
}

type Figures = Omit<MeasuredVerdict, 'cause'>;

/**
 * The figures that decided and what is accepted: `b took 2.31× (2.20–2.43) as long as a over 8 rounds, 462 ms
 * against 200 ms; at most 4× is accepted`.
 */
export function causeOf(verdict: Figures, scale: Scale): string {
  const isRatio = verdict.against.kind !== 'bound' && scale === 'log';
  return `${isRatio ? asRatio(verdict) : asValue(verdict)}; ${acceptance(verdict.accepted, isRatio ? times : (bound) => formatValue(bound, verdict.metricUnit))}`;
}

function asRatio({
  subject,
  variant,
  against,
  metricUnit,
  reference,
  candidate,
  estimate,
  ci95,
  rounds,
}: Figures): string {
  const ratio = formatRatioWithInterval(estimate, ci95);
  const figures = `over ${counted(rounds, 'round')}, ${formatValue(candidate, metricUnit)} against ${formatValue(reference!, metricUnit)}`;
  return metricUnit === 'ms'
    ? `${variant} took ${ratio} as long as ${otherSide(against)} ${figures}`
    : `${subject} of ${variant} was ${ratio} ${otherValue(against)} ${figures}`;
}

/** A value against a bound, or a difference where values that are not all positive have no ratio. */
function asValue({
  subject,
  variant,
  against,
  metricUnit,
  reference,
  candidate,
  estimate,
  ci95,
  rounds,
}: Figures): string {
  const show = (value: number): string => formatValue(value, metricUnit);
  const range = ci95 === null ? '' : ` (${show(ci95[0])} to ${show(ci95[1])})`;
  const over = `over ${counted(rounds, 'round')}`;
  if (against.kind === 'bound') return `${subject} of ${variant} was ${show(estimate)}${range} ${over}`;
  return `${subject} of ${variant} minus ${otherValue(against)} was ${show(estimate)}${range} ${over}, ${show(candidate)} against ${show(reference!)}, compared as a difference since not all values are positive`;
}

function acceptance([low, high]: MeasuredVerdict['accepted'], show: (bound: number) => string): string {
  if (low !== null && high !== null) return `${show(low)} to ${show(high)} is accepted`;
  if (high !== null) return `at most ${show(high)} is accepted`;
  return low === null ? 'any value is accepted' : `at least ${show(low)} is accepted`;
}

/** `that of runc`, `its value in the baseline of 3 sessions`. */
function otherValue(against: ComparedWith): string {
  return against.kind === 'variant' ? `that of ${against.name}` : `its value ${otherSide(against)}`;
}

function otherSide(against: ComparedWith): string {
  switch (against.kind) {
    case 'variant':
      return against.name;
    case 'baseline':
      return `in the baseline of ${counted(against.sessions, 'session')}`;
    case 'bound':
      return 'the bound';
  }
}

/** `4×` for ratios, `300 ms` for values. */
function boundText(bound: number, unit: Unit | null): string {
  return unit === null ? times(bound) : formatValue(bound, unit);
}

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
