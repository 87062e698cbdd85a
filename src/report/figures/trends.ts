import type { Trend, TrendPoint, TrendStep } from '../../model/comparison.ts';
import type { MetricDefinition } from '../../model/metric.ts';
import { formatValue } from '../../model/units.ts';
import type { Estimate } from '../../sections/estimate.ts';
import { formatRatio } from '../../model/ratio.ts';
import { describePoint, pointKey } from '../../sections/select.ts';

/** Trends of one metric in one cell, a variant each. */
export interface TrendGroup {
  readonly metric: string;
  readonly title: string;
  readonly unit: Trend['unit'];
  readonly trends: readonly Trend[];
}

/** @param metrics for their titles; the host control has none and is called by its name */
export function trendGroups(trends: readonly Trend[], metrics: readonly MetricDefinition[]): TrendGroup[] {
  const groups = new Map<string, Trend[]>();
  for (const trend of trends) {
    const key = `${trend.metric} ${pointKey(trend)}`;
    groups.set(key, [...(groups.get(key) ?? []), trend]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Trend, ...Trend[]];
    return {
      metric: first.metric,
      unit: first.unit,
      title:
        first.variant === ''
          ? first.metric.replace('host.control.', 'host control, ')
          : `${metrics.find(({ name }) => name === first.metric)?.title ?? first.metric}, ${describePoint(first)}`,
      trends: group,
    };
  });
}

/**
 * What one source had of it; of several sessions the geometric mean of theirs, whose interval is not known
 * from this page.
 */
export function estimateOfSource(
  { points, unit }: Trend,
  letter: string,
  observations: readonly number[],
): Estimate | undefined {
  const own = points.filter((point) => point.letter === letter);
  const [first] = own;
  if (first === undefined) return undefined;
  return {
    value: own.length === 1 ? first.value : together(own),
    ci95: own.length === 1 ? first.ci95 : null,
    observations,
    unit,
  };
}

function together(points: readonly TrendPoint[]): number {
  const values = points.map(({ value }) => value);
  const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
  return values.every((value) => value > 0) ? Math.exp(mean(values.map(Math.log))) : mean(values);
}

/** `✗ 1.23×` on one line, for a mark in a chart and for a table; `~` where the host moved too. */
export function stepText(step: TrendStep, unit: Trend['unit']): string {
  if (step.kind === 'testbed') return '≠\u{a0}other testbed';
  const change = step.isRatio
    ? formatRatio(step.change)
    : `${step.change > 0 ? '+' : '−'}${formatValue(Math.abs(step.change), unit)}`;
  return `${step.hostMoved ? '~' : step.kind === 'regressed' ? '✗' : '▲'}\u{a0}${change}`;
}
