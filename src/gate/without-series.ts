import type { CellLaunches, Summary } from '../model/summary.ts';
import { counted } from '../model/units.ts';
import type { ShareVerdict } from '../model/verdict.ts';
import { exactShareInterval } from '../stats/exact-share.ts';
import { verdictBase, without, type Finding } from './finding.ts';
import { notMeasured, variantNames } from './matching.ts';
import type { RuleOf } from './rules.ts';
import { percent } from './wording.ts';

const BOUND = { kind: 'bound' } as const;

/**
 * Share of launches that became ready. It passes on what was seen (a share of at least the minimum) and fails
 * only beyond doubt (the whole exact interval below the minimum); what lies between is inconclusive. So
 * `100%` means what it says: without a failure it passes, and one failure among any number of launches breaks
 * it. A weaker demand never fails where a stronger one passes. Launches of one round can fail together, which
 * makes the interval too narrow then.
 */
export function judgeSuccess(rule: RuleOf<'success'>, summary: Summary): Finding[] {
  return variantNames(rule, summary).map((variant) => {
    const reason = notMeasured(variant, summary);
    if (reason !== undefined)
      return without('no-data', rule, { variant }, BOUND, reason.cause, reason.advice);
    const { attempts, failures } = tally(variant, summary.launches ?? []);
    const interval = exactShareInterval(attempts - failures, attempts);
    if (interval === undefined)
      return without(
        'no-data',
        rule,
        { variant },
        BOUND,
        `no launch of ${variant} was counted`,
        'let the run include an experiment that counts launches, such as startup',
      );
    const share = (attempts - failures) / attempts;
    const word =
      share >= rule.minSuccess ? 'pass' : interval[1] < rule.minSuccess ? 'regressed' : 'inconclusive';
    const verdict: ShareVerdict = {
      ...verdictBase(rule, { variant }, BOUND, 'ratio'),
      kind: 'share',
      word,
      cause: `${attempts - failures} of ${counted(attempts, 'launch', 'launches')} of ${variant} became ready, ${percent(share)} (${percent(interval[0])} to ${percent(interval[1])}); at least ${percent(rule.minSuccess)} is accepted`,
      advice: ADVICE[word],
      unit: 'ratio',
      estimate: share,
      ci95: interval,
      accepted: [rule.minSuccess, null],
      rounds: roundsOf(variant, summary.launches ?? []),
    };
    return { verdict, footing: null };
  });
}

const ADVICE = {
  pass: null,
  regressed: 'the launches in samples.jsonl say how far each failed one came, and why it failed',
  inconclusive:
    'the share is below the minimum, but so few launches could show that by chance: run more rounds or a higher density',
} as const;

function tally(
  variant: string,
  launches: readonly CellLaunches[],
): { readonly attempts: number; readonly failures: number } {
  const total = (count: 'attempts' | 'failures'): number =>
    ofVariant(variant, launches).reduce((sum, cell) => sum + cell[count], 0);
  return { attempts: total('attempts'), failures: total('failures') };
}

function roundsOf(variant: string, launches: readonly CellLaunches[]): number {
  return ofVariant(variant, launches).reduce((sum, { rounds }) => sum + rounds, 0);
}

function ofVariant(variant: string, launches: readonly CellLaunches[]): CellLaunches[] {
  return launches.filter((cell) => cell.variant === variant && cell.countsLaunches === true);
}

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
        verdict: {
          ...verdictBase(rule, { variant }, BOUND, null),
          kind: 'boundary',
          word: 'pass',
          cause,
          advice: null,
        },
        footing: null,
      };
    if (check.outcome === 'not-testable')
      return noData(
        `${rule.check} could not be tried on ${variant}: ${check.evidence}`,
        'make it testable there, or list not-testable among the outcomes that are accepted',
      );
    return {
      verdict: {
        ...verdictBase(rule, { variant }, BOUND, null),
        kind: 'boundary',
        word: 'regressed',
        cause,
        advice:
          'see the evidence in the report’s boundary matrix, and harden the variant (capDrop, readOnly, userns, seccomp)',
      },
      footing: null,
    };
  });
}
