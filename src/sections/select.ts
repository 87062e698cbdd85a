import type { Parameters } from '../model/plan.ts';
import type { Comparison, Series } from '../model/summary.ts';
import type { ReportContext, ReportVariant } from './context.ts';
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

/** The state of the image, from coldest to warmest: absent, in place for the first launch, in place. */
export function warmth({ parameters }: Point): number {
  return parameters['image'] === 'absent' ? 0 : parameters['image'] === 'first' ? 1 : 2;
}

export interface EstimateRow {
  readonly variant: ReportVariant;
  readonly estimate: Estimate;
}

/** What each variant has, for tables and axes. */
export function byVariant(rows: readonly EstimateRow[]): ReadonlyMap<string, Estimate> {
  return new Map(rows.map(({ variant, estimate }) => [variant.name, estimate]));
}

/**
 * The figures of a run, by metric. An experiment reads with the names of its own catalogue, so that a metric
 * that it does not define does not compile: `figuresOf(context, startupMetrics)`.
 */
export class Figures<Name extends string = string> {
  readonly context: ReportContext;

  constructor(context: ReportContext) {
    this.context = context;
  }

  series(metric: Name): readonly Series[] {
    return this.context.seriesByMetric.get(metric) ?? [];
  }

  has(metric: Name): boolean {
    return this.series(metric).length > 0;
  }

  at(metric: Name, variant: string, point: Point): Estimate | undefined {
    const key = pointKey(point);
    return estimateOf(
      this.series(metric).find(
        (series) =>
          series.variant === variant && series.density === point.density && pointKey(series) === key,
      ),
    );
  }

  /** For fits and totals, which a variant has once: the series at the highest density. */
  top(metric: Name, variant: string): Estimate | undefined {
    return estimateOf(
      this.series(metric)
        .filter((series) => series.variant === variant)
        .toSorted((a, b) => b.density - a.density)[0],
    );
  }

  /** The variants that were observed there, in the order of the report. */
  rowsAt(metric: Name, point: Point): EstimateRow[] {
    return this.#rows((variant) => this.at(metric, variant, point));
  }

  /** The variants that have one, in the order of the report. */
  rowsAtTop(metric: Name): EstimateRow[] {
    return this.#rows((variant) => this.top(metric, variant));
  }

  /** Every point at which a metric was observed: coldest first, then by density and parameters. */
  points(metric: Name): Point[] {
    const points = new Map<string, Point>();
    for (const { density, parameters } of this.series(metric))
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

  /**
   * The point that compares most variants; of several, the plainest: image present, fewest instances, one at
   * a time.
   */
  plainest(metric: Name): Point | undefined {
    const points = this.points(metric);
    const present = points.filter((point) => warmth(point) === 2);
    return this.#widest(metric, present.length > 0 ? present : points);
  }

  /** The point that compares most variants under the greatest load. */
  heaviest(metric: Name): Point | undefined {
    return this.#widest(metric, this.points(metric).reverse());
  }

  /** The variant over the reference. */
  comparison(metric: Name, variant: string, point: Point): Comparison | undefined {
    const key = pointKey(point);
    return this.context.input.summary.comparisons.find(
      (one) => one.metric === metric && one.variant === variant && pointKey(one) === key,
    );
  }

  #rows(estimateOf: (variant: string) => Estimate | undefined): EstimateRow[] {
    return this.context.variants.flatMap((variant) => {
      const estimate = estimateOf(variant.name);
      return estimate === undefined ? [] : [{ variant, estimate }];
    });
  }

  #widest(metric: Name, points: readonly Point[]): Point | undefined {
    return points
      .map((point) => ({ point, covered: this.rowsAt(metric, point).length }))
      .reduce<{ point: Point; covered: number } | undefined>(
        (best, one) => (best === undefined || one.covered > best.covered ? one : best),
        undefined,
      )?.point;
  }
}

/** @param _metrics the catalogue whose names may be read */
export function figuresOf<Name extends string>(
  context: ReportContext,
  _metrics: Readonly<Record<Name, unknown>>,
): Figures<Name> {
  return new Figures<Name>(context);
}
