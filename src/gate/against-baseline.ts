import type { Baseline, BaselineSeries } from '../model/baseline.ts';
import { cellKey } from '../model/plan.ts';
import type { Series, Summary } from '../model/summary.ts';
import type { ComparedWith, TestbedDifference } from '../model/verdict.ts';
import { SESSIONS_FOR_PREDICTION } from '../stats/session-difference.ts';
import { compareWithSessions } from './compared.ts';
import { measuredFinding, without, type Finding } from './finding.ts';
import { matchesOf, variantNames } from './matching.ts';
import { speaksOf, type RuleOf } from './rules.ts';
import { regressionRegion } from './decide.ts';
import { listDifferences } from './testbeds.ts';
import { EMPTY_TOLERANCE, isEmptyTolerance } from './within-run.ts';

type Rule = RuleOf<'regression'>;

/** This run against what was accepted earlier on the same testbed. */
export function judgeAgainstBaseline(
  rule: Rule,
  summary: Summary,
  baseline: Baseline | undefined,
  differences: readonly TestbedDifference[],
): Finding[] {
  const against: ComparedWith = {
    kind: 'baseline',
    name: baseline?.scenario ?? 'none',
    sessions: baseline?.sessions.length ?? 0,
  };
  const matches = matchesOf(rule, summary);
  const present = new Set(
    matches.flatMap((match) => (match.kind === 'series' ? [cellKey(match.series)] : [])),
  );
  const findings = matches.map((match): Finding => {
    if (match.kind === 'missing')
      return without('no-data', rule, match.place, against, match.cause, match.advice);
    const { series } = match;
    if (baseline === undefined)
      return without(
        'no-data',
        rule,
        series,
        against,
        'there is no baseline to compare it with',
        'give one with --baseline FILE; isodense baseline save makes it from runs that you accept',
        series.unit,
      );
    const obstacle = obstacleOf(summary, baseline, differences);
    if (obstacle !== undefined)
      return without('not-comparable', rule, series, against, ...obstacle, series.unit);
    return judgeSeries(rule, series, summary, baseline, against);
  });
  if (baseline === undefined || obstacleOf(summary, baseline, differences) !== undefined) return findings;
  return [
    ...findings,
    ...vanished(rule, summary, baseline, present).map((series) =>
      without(
        'no-data',
        rule,
        series,
        against,
        `the baseline has ${series.metric} of ${cellKey(series)}, this run does not`,
        'run the same cells as the baseline, or save a new one',
        series.unit,
      ),
    ),
  ];
}

function judgeSeries(
  rule: Rule,
  series: Series,
  summary: Summary,
  baseline: Baseline,
  against: ComparedWith,
): Finding {
  if (isEmptyTolerance(rule, series))
    return without('no-data', rule, series, against, ...EMPTY_TOLERANCE, series.unit);
  const sessions = baseline.sessions.flatMap((session) =>
    session.series
      .filter((earlier) => earlier.metric === series.metric && cellKey(earlier) === cellKey(series))
      .map(({ observations }) => observations),
  );
  const compared = compareWithSessions(series.observations, sessions);
  if (compared === undefined)
    return without(
      'no-data',
      rule,
      series,
      against,
      `the baseline has no ${series.metric} of ${cellKey(series)}`,
      'save a new baseline from runs that have it',
      series.unit,
    );
  const { verdict, footing } = measuredFinding(
    rule,
    series,
    { ...against, sessions: sessions.length } as ComparedWith,
    compared,
    regressionRegion(rule, series.better, compared),
    summary,
  );
  if (sessions.length >= SESSIONS_FOR_PREDICTION) return { verdict, footing };
  return {
    verdict: {
      ...verdict,
      cause: `${verdict.cause}; the interval does not include differences between sessions, because the baseline has fewer than ${SESSIONS_FOR_PREDICTION}`,
    },
    footing,
  };
}

/** What keeps the two from being compared at all, and how to fix it. */
function obstacleOf(
  { scenario }: Summary,
  baseline: Baseline,
  differences: readonly TestbedDifference[],
): [cause: string, advice: string] | undefined {
  if (scenario !== baseline.scenario)
    return [
      `the baseline is of the scenario ${baseline.scenario}, this run of ${scenario}`,
      'give the baseline of this scenario',
    ];
  const decisive = differences.filter((difference) => difference.decisive);
  if (decisive.length === 0) return undefined;
  return [
    `the baseline was measured on another testbed: ${listDifferences(decisive)}`,
    'save a baseline on this testbed, or gate on a ratio between two variants of one run, which holds anywhere',
  ];
}

/**
 * Series of the baseline that the rule speaks of and this run lacks, of variants that it judges and that have
 * others.
 */
function vanished(
  rule: Rule,
  summary: Summary,
  baseline: Baseline,
  present: ReadonlySet<string>,
): BaselineSeries[] {
  const names = new Set(
    variantNames(rule, summary).filter((name) =>
      summary.variants.some((variant) => variant.name === name && variant.status.state === 'measured'),
    ),
  );
  const missing = baseline.sessions
    .flatMap(({ series }) => series)
    .filter((series) => names.has(series.variant) && speaksOf(rule, series) && !present.has(cellKey(series)));
  return [...new Map(missing.map((series) => [cellKey(series), series])).values()];
}
