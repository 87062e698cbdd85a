import type { ComparedSource, JudgedCandidate, RunComparison } from '../model/comparison.ts';
import { BASELINE_SCHEMA_VERSION, type Baseline } from '../model/baseline.ts';
import type { ReportInput } from '../model/run-data.ts';
import { judge } from './judge.ts';
import type { RuleOf } from './rules.ts';
import { trendsOf } from './trends.ts';

export type Candidate = ComparedSource & { readonly run: ReportInput };

/**
 * Every candidate held against the reference by the same rules, as a baseline is; and all of them in the
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
