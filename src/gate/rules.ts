import type { GateRule } from '../model/gate.ts';
import { own } from '../model/own.ts';
import type { Cell, Parameters } from '../model/plan.ts';

export type RuleOf<Kind extends GateRule['kind']> = Extract<GateRule, { readonly kind: Kind }>;

/** A rule on the series of a metric. */
export type MetricRule = RuleOf<'ratio' | 'regression' | 'absolute'>;

/** The variant of the same run that the rule compares with. */
export function overOf(rule: MetricRule): string | undefined {
  return rule.kind === 'absolute' ? undefined : rule.over;
}

export function isAgainstBaseline(rule: GateRule): rule is RuleOf<'regression'> {
  return rule.kind === 'regression' && rule.over === undefined;
}

export function speaksOf(rule: MetricRule, series: Cell & { readonly metric: string }): boolean {
  return series.metric === rule.metric && inCell(rule, series);
}

export function inCell(
  rule: MetricRule,
  { density, parameters }: { readonly density: number; readonly parameters: Parameters },
): boolean {
  if (rule.density !== undefined && rule.density !== density) return false;
  // A file may say 4 where the cell says '4', and mean the same.
  return Object.entries(rule.parameters ?? {}).every(
    ([name, value]) => String(own(parameters, name)) === String(value),
  );
}
