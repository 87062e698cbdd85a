import { cellKey } from '../model/plan.ts';
import type { Series, Summary } from '../model/summary.ts';
import { comparePaired, compareWithBound } from './compared.ts';
import { measuredFinding, without, type Finding } from './finding.ts';
import { matchesOf, notMeasured } from './matching.ts';
import type { RuleOf } from './rules.ts';
import { boundedRegion, regressionRegion } from './decide.ts';

type OverVariant = RuleOf<'ratio'> | (RuleOf<'regression'> & { readonly over: string });

/**
 * Variant against variant of one run, paired by repetition, so that what drifts during the run hits both
 * alike.
 */
export function judgeOverVariant(rule: OverVariant, summary: Summary): Finding[] {
  const against = { kind: 'variant', name: rule.over } as const;
  return matchesOf(rule, summary).map((match) => {
    if (match.kind === 'missing')
      return without('no-data', rule, match.place, against, match.cause, match.advice);
    const { series } = match;
    const noData = (cause: string, advice: string): Finding =>
      without('no-data', rule, series, against, cause, advice, series.unit);
    if (series.variant === rule.over)
      return noData(
        `${rule.over} cannot be compared with itself`,
        'name another variant in over, or a twin of this one in of',
      );
    const reference = counterpart(series, rule.over, summary);
    if (reference === undefined) {
      const reason = notMeasured(rule.over, summary);
      return noData(
        reason?.cause ??
          `${rule.over} has no ${series.metric} in the cell that ${cellKey(series)} is to be compared with`,
        reason?.advice ?? 'restrict the gate to densities and parameters that both have',
      );
    }
    const compared = comparePaired(series, reference);
    if (compared === undefined)
      return noData(
        `no repetition has both ${series.variant} and ${rule.over}, so nothing can be paired`,
        'run more rounds, or see why rounds of the one or the other failed',
      );
    if (rule.kind === 'ratio') {
      if (compared.scale === 'linear')
        return noData(
          `${series.metric} of ${series.variant} and ${rule.over} has values that are zero or negative, and those have no ratio`,
          'use an absolute max or min, or maxRegression with minAbs, which is judged as a difference',
        );
      return measuredFinding(rule, series, against, compared, boundedRegion(rule, compared.scale), summary);
    }
    if (isEmptyTolerance(rule, series)) return noData(...EMPTY_TOLERANCE);
    return measuredFinding(
      rule,
      series,
      against,
      compared,
      regressionRegion(rule, series.better, compared),
      summary,
    );
  });
}

/** A metric by itself, in its own unit. */
export function judgeAbsolute(rule: RuleOf<'absolute'>, summary: Summary): Finding[] {
  const against = { kind: 'bound' } as const;
  return matchesOf(rule, summary).map((match) => {
    if (match.kind === 'missing')
      return without('no-data', rule, match.place, against, match.cause, match.advice);
    const compared = compareWithBound(match.series.observations);
    return measuredFinding(
      rule,
      match.series,
      against,
      compared,
      boundedRegion(rule, compared.scale),
      summary,
    );
  });
}

function counterpart(series: Series, variant: string, summary: Summary): Series | undefined {
  const key = cellKey({ ...series, variant });
  return summary.series.find((other) => other.metric === series.metric && cellKey(other) === key);
}

/** A gate that nothing could break: it would pass for ever. */
export function isEmptyTolerance({ maxRegression }: RuleOf<'regression'>, { better }: Series): boolean {
  return better === 'higher' && maxRegression >= 1;
}

export const EMPTY_TOLERANCE = [
  'a metric of which more is better cannot fall by 100% or more, so this gate could never fail',
  'give a maxRegression below 100%, or a ratio with min against another variant',
] as const;
