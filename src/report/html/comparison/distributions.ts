import type { ComparedSource, RunComparison, Trend } from '../../../model/comparison.ts';
import type { ReportInput } from '../../../model/run-data.ts';
import { cellKey } from '../../../model/plan.ts';
import type { Unit } from '../../../model/units.ts';
import { reportContext, type ReportVariant } from '../../../sections/context.ts';
import { describePoint } from '../../../sections/select.ts';
import { rounded, thin, thinningNote } from '../../../sections/thin.ts';
import { estimateOfSource } from '../../figures/trends.ts';
import type { Cell, DataTable, Row } from '../../../sections/table.ts';
import { BAND_NOTE, type ChartDataset, type ChartSpec, type ChartView } from '../../../sections/chart.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure, svgFigure } from '../figures.ts';
import type { ExperimentReport, IntervalGroup } from '../../../sections/section.ts';
import { intervalSvg } from '../svg/intervals.ts';
import { dataTable } from '../tables.ts';
import type { View } from '../view.ts';
import { drawnSources, sourcesOf } from './sources.ts';

/** The rounds behind the verdicts, and every launch behind the rounds. */
export function distributionsView(
  comparison: RunComparison,
  reports: readonly ExperimentReport[],
): View | undefined {
  const drawn = drawnSources(comparison);
  const sources = sourcesOf(comparison);
  const metrics = [
    ...new Set(comparison.trends.filter(({ variant }) => variant !== '').map(({ metric }) => metric)),
  ];
  const rounds = metrics.flatMap(
    (metric) =>
      roundsFigure(
        metric,
        comparison.trends.filter((trend) => trend.metric === metric),
        sources,
        drawn,
      ) ?? [],
  );
  const launches = launchesFigure(sources, drawn, reports);
  if (rounds.length === 0 && launches === undefined) return undefined;
  return {
    id: 'distributions',
    title: 'Distributions',
    body: html`${rounds}${launches?.body}`,
    charts: launches?.charts ?? {},
  };
}

function roundsFigure(
  metric: string,
  trends: readonly Trend[],
  sources: readonly ComparedSource[],
  drawn: readonly ReportVariant[],
): Html | undefined {
  const groups = trends
    .map((trend): IntervalGroup => ({
      title: `${trend.variant}, ${describePoint(trend)}`,
      rows: sources.flatMap((source, index) => {
        const estimate = estimateOfSource(trend, source.letter, observationsOf(trend, source));
        return estimate === undefined ? [] : [{ variant: drawn[index]!, estimate }];
      }),
    }))
    .filter(({ rows }) => rows.length > 0);
  const unit: Unit = trends[0]!.unit;
  const values = groups.flatMap(({ rows }) => rows.flatMap(({ estimate }) => estimate.observations));
  // A log axis has no place for what is zero or less; its table in the gates has all of it.
  if (groups.length === 0 || values.some((value) => value <= 0)) return undefined;
  return svgFigure(
    {
      title: `${metric}, every round`,
      note: 'A dot is one round; the bar is the 95% interval over the rounds of one session, the symbol their typical value. Several sessions of a baseline are drawn together, without an interval.',
      description: `${metric} of every round, for ${groups.length} series in ${sources.length} sources.`,
    },
    (width, description) =>
      intervalSvg({ groups, axis: `${metric} (log scale)`, unit, scale: 'log', description }, width),
  );
}

function observationsOf(trend: Trend, { sessions }: ComparedSource): readonly number[] {
  const key = cellKey(trend);
  return sessions.flatMap(
    ({ series }) =>
      series.find((one) => one.metric === trend.metric && cellKey(one) === key)?.observations ?? [],
  );
}

interface Curve {
  readonly source: ReportVariant;
  readonly where: string;
  readonly points: readonly (readonly [ms: number, share: number])[];
  readonly band: ChartDataset['band'] | undefined;
}

/** Cumulative distributions of readiness over all launches, a curve for each run. */
function launchesFigure(
  sources: readonly ComparedSource[],
  drawn: readonly ReportVariant[],
  reports: readonly ExperimentReport[],
): { readonly body: Html; readonly charts: View['charts'] } | undefined {
  const curves = sources.flatMap(({ run }, index) =>
    run === null ? [] : curvesOf(run, drawn[index]!, reports),
  );
  const places = [...new Set(curves.map(({ where }) => where))];
  let [shown, total] = [0, 0];
  const views = places.map((where): ChartView => ({
    label: where,
    datasets: curves
      .filter((curve) => curve.where === where)
      .map(({ source, points, band }): ChartDataset => {
        const thinned = thin(points);
        shown += thinned.points.length;
        total += thinned.total;
        return {
          variant: source.index,
          label: source.name,
          style: 'steps',
          points: [
            [rounded(points[0]![0]), 0],
            ...thinned.points.map(([ms, share]) => [rounded(ms), rounded(share)] as const),
          ],
          ...(band === undefined ? {} : { band }),
        };
      }),
  }));
  if (views.length === 0) return undefined;
  const spec: ChartSpec = {
    x: { title: 'Time from request to ready, ms (log scale)', scale: 'logarithmic' },
    y: { title: 'Share of launches ready', scale: 'linear', min: 0, max: 1 },
    views,
  };
  const text = {
    title: 'Readiness of every launch',
    note: `Cumulative share of all launches of all rounds, one curve per run. A curve that ends below 1 shows launches that failed.${curves.some(({ band }) => band !== undefined) ? BAND_NOTE : ''}${thinningNote(shown, total)}`,
    description: 'Cumulative distribution of the time to ready, one curve per run.',
  };
  const used = drawn.filter(({ index }) => curves.some(({ source }) => source.index === index));
  return {
    body: chartFigure('chart-launches', text, spec, used, dataTable(quantiles(curves))),
    charts: { 'chart-launches': spec },
  };
}

function curvesOf(run: ReportInput, source: ReportVariant, reports: readonly ExperimentReport[]): Curve[] {
  const context = reportContext(run);
  return reports
    .flatMap((report) => report.launchTimes?.(context) ?? [])
    .map(({ variant, point, curve, band }) => ({
      source,
      where: `${variant}, ${describePoint(point)}`,
      points: curve,
      band,
    }));
}

const SHARES = [0.1, 0.5, 0.9, 1] as const;

function quantiles(curves: readonly Curve[]): DataTable {
  return {
    caption: 'Times read off the curves',
    columns: [
      ...['First tenth ready', 'Half ready', '90% ready', 'Last ready'].map((title) => ({
        title,
        unit: 'time',
      })),
      { title: 'Curve ends at', unit: 'share' },
    ],
    rows: [...curves]
      .sort((a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : 0))
      .map(({ source, where, points }): Row => ({
        variant: source,
        group: where,
        cells: [
          ...SHARES.map((share): Cell => ({
            value: points[Math.max(0, Math.ceil(share * points.length) - 1)]![0],
            ci95: null,
            observations: [],
            unit: 'ms',
          })),
          { text: String(rounded(points.at(-1)![1])) },
        ],
      })),
    groupTitle: 'Launched',
  };
}
