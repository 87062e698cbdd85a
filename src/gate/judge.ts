import type { Baseline } from '../model/baseline.ts';
import type { GateRule } from '../model/gate.ts';
import type { Summary } from '../model/summary.ts';
import type { Testbed } from '../model/testbed.ts';
import type { Judgement, TestbedDifference } from '../model/verdict.ts';
import { noiseFloors } from './aa-noise.ts';
import { judgeAgainstBaseline } from './against-baseline.ts';
import { judgeBoundary } from './boundary.ts';
import type { Finding } from './finding.ts';
import { withMultiplicity } from './multiplicity.ts';
import { outcomeOf, worstFirst } from './outcome.ts';
import { withReliability } from './reliability.ts';
import { judgeSuccess } from './success.ts';
import { compareTestbeds } from './testbeds.ts';
import { versionDifferences } from './versions.ts';
import { judgeAbsolute, judgeOverVariant } from './within-run.ts';

export interface JudgeInput {
  readonly summary: Summary;
  readonly rules: readonly GateRule[];
  /** Where the run was made. */
  readonly testbed: Testbed;
  readonly baseline?: Baseline | undefined;
}

/**
 * Every rule on every series that it speaks of, judged together. Pure: the same input gives the same
 * judgement. A rule that matches nothing is a verdict too, and it fails. Without a baseline, rules that need
 * one have no data.
 */
export function judge({ summary, rules, testbed, baseline }: JudgeInput): Judgement {
  const differences =
    baseline === undefined
      ? []
      : [...compareTestbeds(testbed, baseline.testbed), ...versionDifferences(summary, baseline)];
  const findings = withMultiplicity(
    rules.flatMap((rule) => findingsOf(rule, summary, baseline, differences)),
  );
  const noise = noiseFloors(
    summary,
    new Set(rules.flatMap((rule) => ('metric' in rule ? [rule.metric] : []))),
  );
  const verdicts = worstFirst(
    findings.map((finding) => withReliability(finding, noise, summary, baseline).verdict),
  );
  return {
    ...outcomeOf(verdicts),
    verdicts,
    noise,
    baseline:
      baseline === undefined
        ? null
        : { name: baseline.scenario, sessions: baseline.sessions.length, differences },
  };
}

function findingsOf(
  rule: GateRule,
  summary: Summary,
  baseline: Baseline | undefined,
  differences: readonly TestbedDifference[],
): Finding[] {
  switch (rule.kind) {
    case 'ratio':
      return judgeOverVariant(rule, summary);
    case 'regression':
      return rule.over === undefined
        ? judgeAgainstBaseline(rule, summary, baseline, differences)
        : judgeOverVariant({ ...rule, over: rule.over }, summary);
    case 'absolute':
      return judgeAbsolute(rule, summary);
    case 'success':
      return judgeSuccess(rule, summary);
    case 'boundary':
      return judgeBoundary(rule, summary);
  }
}
