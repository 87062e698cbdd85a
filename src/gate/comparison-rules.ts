import type { ComparedSource } from '../model/comparison.ts';
import type { GateRule } from '../model/gate.ts';
import { isAgainstBaseline, type RuleOf } from './rules.ts';

export interface ComparisonRequest {
  /** Of the newest run's scenario and of a gate file. */
  readonly gates: readonly GateRule[];
  /** Metrics that are compared when no gate speaks of them. */
  readonly metrics: readonly string[];
  /** 0.05 is 5%. */
  readonly maxRegression: number;
}

/**
 * What runs are compared by: the gates against a baseline, and each metric that has none, of every variant
 * for which any of the runs has it. A variant that none could measure is nobody's change; one that only some
 * could is, since missing data never passes.
 */
export function comparisonRules(
  sources: readonly ComparedSource[],
  { gates, metrics, maxRegression }: ComparisonRequest,
): RuleOf<'regression'>[] {
  const own = gates.filter(isAgainstBaseline);
  const told = new Set(own.map(({ metric }) => metric));
  const twins = new Set(
    sources.flatMap(
      ({ run }) =>
        run?.summary.variants.flatMap(({ name, twinOf }) => (twinOf === undefined ? [] : [name])) ?? [],
    ),
  );
  const series = sources
    .flatMap(({ sessions }) => sessions.flatMap((session) => session.series))
    .filter(({ variant }) => !twins.has(variant));
  const implied = metrics
    .filter((metric) => !told.has(metric))
    .flatMap((metric) =>
      [...new Set(series.filter((one) => one.metric === metric).map(({ variant }) => variant))].map(
        (of): RuleOf<'regression'> => ({
          kind: 'regression',
          level: 'error',
          metric,
          of,
          maxRegression,
          minAbs: 0,
        }),
      ),
    );
  return [...own, ...implied];
}
