import type { Parameters } from '../model/plan.ts';
import type { Comparison, Series } from '../model/summary.ts';
import type { ReportContext } from './context.ts';
import { estimateOf, type Estimate } from './estimate.ts';

/** Where a series was measured, whatever the variant: what makes two variants comparable. */
export interface Point {
  readonly density: number;
  readonly parameters: Parameters;
}

export function pointKey({ density, parameters }: Point): string {
  return `${density} ${Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join(' ')}`;
}

/** `16 instances, 4 at a time, image present`: parameters in a reader's words where they are known. */
export function describePoint({ density, parameters }: Point): string {
  const words = Object.entries(parameters).map(([name, value]) => {
    if (name === 'concurrency')
      return density === 1 ? '' : Number(value) === 1 ? 'one at a time' : `${value} at a time`;
    if (name === 'image') return value === 'first' ? 'first with the image in place' : `image ${value}`;
    if (name === 'quota') return `quota of ${value} cores`;
    if (name === 'overcommit') return `${value}× overcommit`;
    return `${name} ${value}`;
  });
  return [`${density} ${density === 1 ? 'instance' : 'instances'}`, ...words].filter(Boolean).join(', ');
}

export function seriesOf(context: ReportContext, metric: string): readonly Series[] {
  return context.seriesByMetric.get(metric) ?? [];
}

export function estimateAt(
  context: ReportContext,
  metric: string,
  variant: string,
  point: Point,
): Estimate | undefined {
  const key = pointKey(point);
  return estimateOf(
    seriesOf(context, metric).find(
      (series) => series.variant === variant && series.density === point.density && pointKey(series) === key,
    ),
  );
}

/** For fits and totals, which a variant has once: the series at the highest density. */
export function estimateAtTop(context: ReportContext, metric: string, variant: string): Estimate | undefined {
  return estimateOf(
    seriesOf(context, metric)
      .filter((series) => series.variant === variant)
      .sort((a, b) => b.density - a.density)[0],
  );
}

/** The state of the image, from coldest to warmest: absent, in place for the first launch, in place. */
export function warmth({ parameters }: Point): number {
  return parameters['image'] === 'absent' ? 0 : parameters['image'] === 'first' ? 1 : 2;
}

/** Every point at which a metric was observed: coldest first, then by density and parameters. */
export function pointsOf(context: ReportContext, metric: string): Point[] {
  const points = new Map<string, Point>();
  for (const { density, parameters } of seriesOf(context, metric))
    points.set(pointKey({ density, parameters }), { density, parameters });
  const parameter = (point: Point, name: string): number => Number(point.parameters[name] ?? 0);
  return [...points.values()].sort(
    (a, b) =>
      warmth(a) - warmth(b) ||
      a.density - b.density ||
      parameter(a, 'concurrency') - parameter(b, 'concurrency') ||
      (pointKey(a) < pointKey(b) ? -1 : 1),
  );
}

/** How many variants were observed there. */
function coverage(context: ReportContext, metric: string, point: Point): number {
  return context.variants.filter(({ name }) => estimateAt(context, metric, name, point) !== undefined).length;
}

/**
 * The point that compares most variants; of several, the plainest: image present, fewest instances, one at a
 * time.
 */
export function plainestPoint(context: ReportContext, metric: string): Point | undefined {
  const points = pointsOf(context, metric);
  const present = points.filter((point) => warmth(point) === 2);
  return widest(context, metric, present.length > 0 ? present : points);
}

/** The point that compares most variants under the greatest load. */
export function heaviestPoint(context: ReportContext, metric: string): Point | undefined {
  return widest(context, metric, pointsOf(context, metric).reverse());
}

function widest(context: ReportContext, metric: string, points: readonly Point[]): Point | undefined {
  return points
    .map((point) => ({ point, covered: coverage(context, metric, point) }))
    .reduce<{ point: Point; covered: number } | undefined>(
      (best, one) => (best === undefined || one.covered > best.covered ? one : best),
      undefined,
    )?.point;
}

export function comparisonAt(
  context: ReportContext,
  metric: string,
  variant: string,
  point: Point,
): Comparison | undefined {
  const key = pointKey(point);
  return context.input.summary.comparisons.find(
    (one) => one.metric === metric && one.variant === variant && pointKey(one) === key,
  );
}
