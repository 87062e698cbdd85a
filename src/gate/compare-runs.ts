import { BASELINE_SCHEMA_VERSION, type Baseline } from '../model/baseline.ts';
import type { ComparedSource, JudgedCandidate, RunComparison } from '../model/comparison.ts';
import type { GateRule } from '../model/gate.ts';
import type { ReportInput } from '../model/run-data.ts';
import { judge } from './judge.ts';
import { isAgainstBaseline, type RuleOf } from './rules.ts';
import { trendsOf } from './trends.ts';

export type Candidate = ComparedSource & { readonly run: ReportInput };

/**
 * Every candidate compared with the reference by the same rules, as a baseline is; and all of them in the
 * order of time. Pure.
 */
export function compareRuns(
  reference: ComparedSource,
  candidates: readonly Candidate[],
  rules: readonly RuleOf<'regression'>[],
): RunComparison {
  const { scenario, testbed, sessions } = reference;
  const baseline: Baseline = { schemaVersion: BASELINE_SCHEMA_VERSION, scenario, testbed, sessions };
  return {
    reference,
    candidates: candidates.map((source): JudgedCandidate => ({
      source,
      judgement: judge({ summary: source.run.summary, rules, testbed: source.testbed, baseline }),
    })),
    trends: trendsOf([reference, ...candidates], rules),
  };
}

interface ComparisonRequest {
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
