import { formatValue } from '../../../model/units.ts';
import type { ReportContext, ReportVariant } from '../../../sections/context.ts';
import { median } from '../../../stats/quantile.ts';
import { rounded, thin, thinningNote } from '../../../sections/thin.ts';
import { TIMELINES, timelineOf, type TimelinePoint } from '../../figures/timeline.ts';
import type { Row } from '../../../sections/table.ts';
import type { ChartDataset, ChartSpec, ChartView } from '../../../sections/chart.ts';
import type { Html } from '../escape.ts';
import { chartFigure } from '../figures.ts';
import { dataTable } from '../tables.ts';
import type { View } from '../view.ts';

const GIB = 2 ** 30;
/** Of one variant: enough for a page's width, and no more than the eye can follow. */
const POINTS = 500;
/** Of more rounds the eye follows one figure each, not the readings. */
const ROUNDS_READ_BY_READ = 40;

/**
 * What the host and the instances used while the rounds went on, each stretch in the colour of the variant
 * that ran.
 */
export function timelineChart(context: ReportContext): (Pick<View, 'charts'> & { body: Html }) | undefined {
  let [drawn, total] = [0, 0];
  const rows: Row[] = [];
  const shown = new Set<ReportVariant>();
  const perRound = context.records.rounds.length > ROUNDS_READ_BY_READ;
  const views = TIMELINES.flatMap(({ metric, title, unit }): ChartView[] => {
    const inBytes = unit === 'bytes';
    const datasets = context.variants.flatMap((variant): ChartDataset[] => {
      const points = timelineOf(context, metric, variant.name);
      if (points.length === 0) return [];
      const thinned = thin(perRound ? medians(points) : points, POINTS);
      drawn += thinned.points.length;
      total += thinned.total;
      shown.add(variant);
      const values = points.map(({ value }) => value).sort((a, b) => a - b);
      rows.push({
        variant,
        group: title,
        cells: [values[0]!, median(values)!, values.at(-1)!].map((value) => ({
          text: formatValue(value, unit),
        })),
      });
      return [
        {
          variant: variant.index,
          label: variant.name,
          style: perRound ? 'dots' : 'line',
          points: (perRound ? scaled : broken)(thinned.points, inBytes ? GIB : 1),
        },
      ];
    });
    return datasets.length === 0
      ? []
      : [
          {
            label: title,
            datasets,
            y: { title: `${title}, ${inBytes ? 'GiB' : 'cores'}`, scale: 'linear', min: 0 },
          },
        ];
  });
  const [first] = views;
  if (first?.y === undefined) return undefined;
  const spec: ChartSpec = {
    x: { title: 'Time since the run began, s', scale: 'linear', min: 0 },
    y: first.y,
    views,
  };
  const table = {
    caption: 'Readings while the rounds of each variant ran',
    columns: ['Lowest', 'Median', 'Highest'].map((title) => ({ title, unit: 'of samples' })),
    rows,
    groupTitle: 'Reading',
  };
  const text = {
    title: 'Resources over the run',
    note: `${perRound ? 'Each mark is the median of one round’s readings' : 'Two readings a second in every round'}, drawn as the variant that ran then; between rounds nothing is read.${thinningNote(drawn, total)}`,
    description:
      'CPU used, memory left to the host and memory charged to the instances over the time of the run, by variant.',
  };
  return {
    charts: { 'chart-timeline': spec },
    body: chartFigure('chart-timeline', text, spec, [...shown], dataTable(table)),
  };
}

/** Each round as one point in its middle. */
function medians(points: readonly TimelinePoint[]): TimelinePoint[] {
  const rounds = new Map<number, TimelinePoint[]>();
  for (const point of points) {
    const own = rounds.get(point.round);
    if (own === undefined) rounds.set(point.round, [point]);
    else own.push(point);
  }
  return [...rounds].map(([round, own]) => ({
    round,
    atMs: (own[0]!.atMs + own.at(-1)!.atMs) / 2,
    value: median(own.map(({ value }) => value))!,
  }));
}

/** Seconds against values. */
function scaled(points: readonly TimelinePoint[], divisor: number): (readonly [number, number])[] {
  return points.map(({ atMs, value }) => [rounded(atMs / 1_000), rounded(value / divisor)]);
}

/** A line is broken where another round begins. */
function broken(points: readonly TimelinePoint[], divisor: number): (readonly [number, number | null])[] {
  return scaled(points, divisor).flatMap((point, index) => {
    const another = index > 0 && points[index - 1]!.round !== points[index]!.round;
    return another ? [[point[0], null] as const, point] : [point];
  });
}
