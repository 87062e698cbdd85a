import { shortName, type ReportContext } from '../../sections/context.ts';
import { inWords } from '../../sections/estimate.ts';
import type {
  Answer,
  Block,
  ComparedFigure,
  ExperimentReport,
  GlanceColumn,
  IntervalGroup,
} from '../../sections/section.ts';
import { byVariant, describePoint, figuresOf, type Figures, type Point } from '../../sections/select.ts';
import { metricTable, totalsTable } from '../../sections/table.ts';
import { withValue, type ShareAxis } from '../../sections/trade-off.ts';
import { capital } from '../../sections/words.ts';
import { sharingMetrics, type SharingMetric } from './metrics.ts';
import { shareChart } from './share-chart.ts';

export const sharingReport: ExperimentReport = {
  sections: (context) => {
    const figures = figuresOf(context, sharingMetrics);
    const [work, alone] = [workTable(figures), aloneTable(figures)];
    const [weights, quotas] = [weightTable(figures), quotaTable(figures)];
    if (work.rows.length + alone.rows.length + weights.rows.length + quotas.rows.length === 0) return [];
    return [
      {
        id: 'sharing',
        title: 'CPU sharing',
        blocks: [
          {
            kind: 'note',
            text: 'Every instance runs the same fixed piece of work again and again; what counts is work done a second, not CPU percent. Equal instances should get equal shares.',
          },
          ...efficiencyPicture(figures),
          { kind: 'table', table: work, folded: 'Work rates and shares at every overcommit' },
          ...shareChart(context),
          { kind: 'table', table: alone },
          { kind: 'table', table: weights, half: true },
          { kind: 'table', table: quotas, half: true },
        ],
      },
    ];
  },
  answers,
  glance: (context) => {
    const share = evenness(context);
    if (share === undefined) return [];
    const column: GlanceColumn = {
      title: share.measure.title,
      unit: 'ratio',
      cells: share.axis.of,
      note: `${share.measure.title}: 1 is equal treatment; ${describePoint(share.axis.point)}.`,
    };
    return [column];
  },
  axes: (context) => {
    const share = evenness(context);
    return share === undefined ? [] : [share.axis];
  },
  comparedFigures: (context): ComparedFigure[] => {
    const share = evenness(context);
    if (share === undefined) return [];
    const { point } = share.axis;
    const where = describePoint(point);
    return [
      { metric: 'sharing.rate.total', title: `Work rate, all instances, ${where}`, point },
      { metric: share.measure.metric, title: `${share.measure.title}, ${where}`, point },
    ];
  },
};

interface Measure {
  readonly metric: SharingMetric;
  readonly title: string;
  /** As a sentence says it: `{what} 0.93{of} in runc`. */
  readonly what: string;
  readonly of: string;
  readonly axis: string;
}

/** The first that was observed counts. */
const MEASURES: readonly Measure[] = [
  {
    metric: 'sharing.minShare',
    title: 'Worst share',
    what: 'the worst-treated instance kept',
    of: ' of an equal share',
    axis: 'the share of equal treatment that the worst-treated instance kept',
  },
  {
    metric: 'sharing.jain',
    title: 'Jain’s index',
    what: 'Jain’s fairness index was',
    of: '',
    axis: 'Jain’s fairness index',
  },
];

/** How evenly the CPU was shared at the highest overcommit; undefined where no overcommit was measured. */
function evenness(
  context: ReportContext,
): { readonly measure: Measure; readonly axis: ShareAxis } | undefined {
  const figures = figuresOf(context, sharingMetrics);
  for (const measure of MEASURES) {
    const point = figures
      .points(measure.metric)
      .filter(({ parameters }) => overcommitOf(parameters) > 0)
      .sort((a, b) => overcommitOf(b.parameters) - overcommitOf(a.parameters))[0];
    if (point === undefined) continue;
    const of = byVariant(figures.rowsAt(measure.metric, point));
    return { measure, axis: { kind: 'share', of, title: measure.axis, point } };
  }
  return undefined;
}

function overcommitOf(parameters: Point['parameters']): number {
  return Number(parameters['overcommit'] ?? 0);
}

function answers(context: ReportContext): Answer[] {
  const share = evenness(context);
  if (share === undefined) return [];
  const { measure, axis } = share;
  const shares = withValue(context.variants, axis.of).toSorted((a, b) => b.value.value - a.value.value);
  const [best, worst] = [shares[0], shares.at(-1)];
  if (best === undefined || worst === undefined) return [];
  const kept = `${measure.what} ${inWords(worst.value)}${measure.of} in ${shortName(worst.variant)}`;
  const first = `With ${describePoint(axis.point)}, ${kept}`;
  const text =
    best === worst
      ? `${first}.`
      : `${first}, the least even, and ${inWords(best.value)} in ${shortName(best.variant)}, the most even.`;
  return [{ text, importance: 30, estimates: [...new Set([worst.value, best.value])] }];
}

function workTable(figures: Figures<SharingMetric>) {
  return metricTable(
    figures,
    'Work done under CPU contention, mean over rounds with 95% interval',
    'Running',
    [
      { metric: 'sharing.rate.total', title: 'Rate, all together' },
      { metric: 'sharing.efficiency', title: 'Efficiency' },
      { metric: 'sharing.jain', title: 'Jain’s index' },
      { metric: 'sharing.minShare', title: 'Worst share' },
      { metric: 'sharing.maxShare', title: 'Best share' },
    ],
  );
}

/** What one instance can do with nobody beside it, and what it costs when it does nothing. */
function aloneTable(figures: Figures<SharingMetric>) {
  return totalsTable(figures, 'Work rate of one instance alone, and CPU used by an idle one', [
    { metric: 'sharing.rate.alone', title: 'Rate alone' },
    { metric: 'sharing.idle', title: 'Idle cost, each' },
  ]);
}

/** Got ÷ asked: 1 is a limit that holds exactly. */
function weightTable(figures: Figures<SharingMetric>) {
  return metricTable(figures, 'CPU weights: share got ÷ share asked', 'Asked', [
    { metric: 'sharing.weight', title: 'Got ÷ asked' },
  ]);
}

function quotaTable(figures: Figures<SharingMetric>) {
  return metricTable(figures, 'CPU quotas: cores got ÷ cores asked', 'Asked', [
    { metric: 'sharing.quota', title: 'Got ÷ asked' },
    { metric: 'sharing.throttled', title: 'Throttled' },
  ]);
}

function efficiencyPicture(figures: Figures<SharingMetric>): Block[] {
  const groups = figures.points('sharing.efficiency').flatMap((point): IntervalGroup[] => {
    const rows = figures.rowsAt('sharing.efficiency', point);
    return rows.length === 0 ? [] : [{ title: capital(describePoint(point)), rows }];
  });
  if (groups.length === 0) return [];
  const most = groups
    .flatMap(({ rows }) =>
      rows.flatMap(({ estimate }) => [...estimate.observations, estimate.ci95?.[1] ?? 0]),
    )
    .reduce((top, value) => Math.max(top, value), 1.05);
  return [
    {
      kind: 'intervals',
      title: 'CPU efficiency under contention',
      note: 'Work done by all instances ÷ what one alone does, times the cores that they can use: 1 means that sharing costs nothing.',
      description: 'Efficiency under CPU contention by variant. The table below has the figures.',
      groups,
      axis: 'Efficiency (ratio)',
      unit: 'ratio',
      scale: { low: 0, high: most, ticks: [0, 0.25, 0.5, 0.75, 1] },
    },
  ];
}
