import type { RunComparison, Trend, TrendPoint, TrendStep } from '../../../model/comparison.ts';
import { variantNamed, reportContext, type ReportVariant } from '../../../sections/context.ts';
import { describePoint } from '../../../sections/select.ts';
import { rounded } from '../../../sections/thin.ts';
import { stepText, trendGroups, type TrendGroup } from '../../figures/trends.ts';
import type { Cell, DataTable, Row } from '../../../sections/table.ts';
import type { ChartDataset, ChartMark, ChartSpec, ChartView } from '../../../sections/chart.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure } from '../figures.ts';
import { dataTable } from '../tables.ts';
import type { View } from '../view.ts';

/** Two sessions are a comparison; a trend begins with the third. */
const FEWEST = 3;
/** More dates than this would run into each other under the axis. */
const MOST_NAMED = 8;

/** Every figure that was judged over all sessions, oldest first, with the steps that it took. */
export function historyView(comparison: RunComparison): View | undefined {
  const { trends } = comparison;
  const sessions = sessionsOf(trends);
  const newest = comparison.candidates.at(-1)?.source.run;
  if (sessions.length < FEWEST || newest == null) return undefined;
  const context = reportContext(newest);
  const variants = context.variants.filter(({ name }) => trends.some(({ variant }) => variant === name));
  const place = new Map(sessions.map(({ runId }, index) => [runId, index]));
  const groups = trendGroups(trends, newest.metrics);
  const spec: ChartSpec = {
    x: {
      title: 'Session, in the order of time (UTC)',
      scale: 'linear',
      min: -0.5,
      max: sessions.length - 0.5,
      whole: true,
      ...(sessions.length > MOST_NAMED ? {} : { categories: sessions.map(nameOf) }),
    },
    y: { title: '', scale: 'linear' },
    views: groups.map((group): ChartView => ({
      label: group.title,
      y: {
        title: `${group.metric}, ${group.unit} (log scale)`,
        scale: group.trends.every(({ points }) => points.every(({ value }) => value > 0))
          ? 'logarithmic'
          : 'linear',
      },
      datasets: group.trends.flatMap((trend) =>
        datasetOf(trend, place, variantNamed(context, trend.variant)),
      ),
      marks: group.trends.flatMap((trend) => marksOf(trend, place, variantNamed(context, trend.variant))),
    })),
  };
  const text = {
    title: `${sessions.length} sessions`,
    note: 'Typical value of each session’s rounds with its 95% interval. A dashed line marks a session that lies beyond the tolerance with its whole interval, compared with all sessions since the line before it; with fewer than three of those, how much sessions differ by themselves is not known yet, and the mark is a question more than an answer. A mark with ~ is one where the host control moved too.',
    description: `Trend of ${groups.length} figures over ${sessions.length} sessions, one line per variant.`,
  };
  return {
    id: 'history',
    title: 'History',
    body: html`${steps(trends, variants)}${chartFigure('chart-history', text, spec, variants, dataTable(table(groups, sessions, variants)))}`,
    charts: { 'chart-history': spec },
  };
}

type Session = Pick<TrendPoint, 'letter' | 'runId' | 'startedAt'>;

function sessionsOf(trends: readonly Trend[]): Session[] {
  const all = new Map(trends.flatMap(({ points }) => points.map((point) => [point.runId, point] as const)));
  return [...all.values()].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

function nameOf({ letter, startedAt }: Session): string {
  return `${letter} ${startedAt.slice(5, 16).replace('T', ' ')}`;
}

function datasetOf(
  { points, variant: name, metric }: Trend,
  place: ReadonlyMap<string, number>,
  variant: ReportVariant | undefined,
): ChartDataset[] {
  return [
    {
      variant: variant?.index ?? 0,
      label: name === '' ? metric : name,
      style: variant === undefined ? 'control' : 'marked',
      points: points.map(({ runId, value }) => [place.get(runId)!, rounded(value)]),
      intervals: points.map(({ ci95 }) => ci95),
    },
  ];
}

function marksOf(
  { points, variant: name, unit }: Trend,
  place: ReadonlyMap<string, number>,
  variant: ReportVariant | undefined,
): ChartMark[] {
  return points.flatMap(({ runId, step }) =>
    step === null || variant === undefined
      ? []
      : [
          {
            at: place.get(runId)!,
            along: 'x' as const,
            label: `${name} ${stepText(step, unit)}`,
            variant: variant.index,
          },
        ],
  );
}

/** The steps in words, which need no script. */
function steps(trends: readonly Trend[], variants: readonly ReportVariant[]): Html {
  const taken = trends
    .flatMap((trend) =>
      trend.points.flatMap(({ step, startedAt, letter }) =>
        step === null ? [] : [{ trend, step, letter, startedAt }],
      ),
    )
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  if (taken.length === 0) return html`<p>No figure took a step beyond its tolerance.</p>`;
  const rows = taken.map(({ trend, step, letter, startedAt }): Row => ({
    variant: variants.find(({ name }) => name === trend.variant),
    cells: [
      { text: `${letter}, ${startedAt.slice(0, 16).replace('T', ' ')}` },
      { text: `${trend.metric}, ${describePoint(trend)}` },
      { text: stepText(step, trend.unit), strong: true },
      { text: footing(step) },
    ],
  }));
  return dataTable({
    caption: 'Steps beyond the tolerance, oldest first',
    columns: ['From session', 'Figure', 'Change', 'Compared with'].map((title) => ({ title })),
    rows,
  });
}

function footing(step: TrendStep): string {
  if (step.kind === 'testbed') return `another testbed: ${step.facts}`;
  const count = step.sessions === 1 ? 'one session before it' : `${step.sessions} sessions before it`;
  return `${count}${step.sessions < FEWEST ? ', too few to know how much sessions differ' : ''}${step.hostMoved ? '; the host control moved too' : ''}`;
}

function table(
  groups: readonly TrendGroup[],
  sessions: readonly Session[],
  variants: readonly ReportVariant[],
): DataTable {
  return {
    caption: 'Typical value of each session with its 95% interval over rounds',
    columns: sessions.map((session) => ({ title: nameOf(session), unit: 'value' })),
    rows: groups.flatMap(({ title, trends }) =>
      trends.map((trend): Row => ({
        variant: variants.find(({ name }) => name === trend.variant),
        group: title,
        cells: sessions.map((session) => cellOf(trend, session)),
      })),
    ),
    groupTitle: 'Figure',
  };
}

function cellOf({ points, unit }: Trend, { runId }: Session): Cell {
  const point = points.find((one) => one.runId === runId);
  return point === undefined ? undefined : { value: point.value, ci95: point.ci95, observations: [], unit };
}
