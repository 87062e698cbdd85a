import type { Summary } from '../model/summary.ts';
import { blankVerdict, without, type Finding } from './finding.ts';
import { notMeasured, variantNames } from './matches.ts';
import type { RuleOf } from './rules.ts';

const BOUND = { kind: 'bound' } as const;

/**
 * A boundary check must have come out in one of the ways that the gate lists. What could not be tried proves
 * nothing, unless it is listed.
 */
export function judgeBoundary(rule: RuleOf<'boundary'>, summary: Summary): Finding[] {
  const wanted = rule.outcomes.join(' or ');
  return variantNames(rule, summary).map((variant) => {
    const noData = (cause: string, advice: string): Finding =>
      without('no-data', rule, { variant }, BOUND, cause, advice);
    const reason = notMeasured(variant, summary);
    if (reason !== undefined) return noData(reason.cause, reason.advice);
    const checks = summary.boundaries?.find((boundary) => boundary.variant === variant)?.checks;
    if (checks === undefined)
      return noData(
        `no boundary of ${variant} was checked in this run`,
        'let the run include the experiment boundary',
      );
    const check = checks.find((candidate) => candidate.check === rule.check);
    if (check === undefined)
      return noData(
        `${rule.check} was not checked on ${variant}`,
        `this run checked ${checks.map((known) => known.check).join(', ')}`,
      );
    const cause = `${check.title} of ${variant}: ${check.outcome}, ${wanted} is accepted; evidence: ${check.evidence}`;
    if (rule.outcomes.includes(check.outcome))
      return {
        verdict: { ...blankVerdict(rule, { variant }, BOUND, null), word: 'pass', cause, advice: null },
        footing: null,
      };
    if (check.outcome === 'not-testable')
      return noData(
        `${rule.check} could not be tried on ${variant}: ${check.evidence}`,
        'make it testable there, or list not-testable among the outcomes that are accepted',
      );
    return {
      verdict: {
        ...blankVerdict(rule, { variant }, BOUND, null),
        word: 'regressed',
        cause,
        advice:
          'see the evidence in the report’s boundary matrix, and harden the variant (capDrop, readOnly, userns, seccomp)',
      },
      footing: null,
    };
  });
}
