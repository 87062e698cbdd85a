import type { GateRule } from '../model/gate.ts';

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
