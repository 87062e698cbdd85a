import { formatDuration, formatNumber } from '../../model/units.ts';
import { shortName, type ReportContext } from '../../sections/context.ts';
import { formatInterval, inWords } from '../../sections/estimate.ts';
import type {
  Answer,
  Block,
  ExperimentReport,
  GlanceColumn,
  IntervalGroup,
  LaunchTimes,
  StackRow,
} from '../../sections/section.ts';
import {
  byVariant,
  describePoint,
  figuresOf,
  pointKey,
  warmth,
  type Figures,
  type Point,
} from '../../sections/select.ts';
import { metricTable, type Cell } from '../../sections/table.ts';
import { capital } from '../../sections/words.ts';
import { phasesOf, readinessCurve, startupPoints, startupRounds, type Phase } from './launches.ts';
import { startupMetrics, type StartupMetric } from './metrics.ts';
import { readinessBand, readinessCharts } from './readiness-charts.ts';

const READY = 'startup.ready.p50';

export const startupReport: ExperimentReport = {
  sections: (context) => {
    const figures = figuresOf(context, startupMetrics);
    const points = startupPoints(context);
    if (points.length === 0 && !figures.has(READY)) return [];
    return [
      {
        id: 'startup',
        title: 'Startup',
        blocks: [
          {
            kind: 'note',
            text: 'How long from asking for an instance until its workload says that it is ready, on one host clock for every variant.',
          },
          readyPicture(figures),
          {
            kind: 'table',
            table: startupTable(figures),
            folded: 'Ready, makespan and rate at every density and concurrency',
          },
          ...phasePicture(context, points),
          { kind: 'table', table: phaseTable(figures), folded: 'Phases at every density and concurrency' },
          ...readinessCharts(context, points),
        ],
      },
    ];
  },
  answers,
  glance,
  comparedFigures: (context) => {
    const point = figuresOf(context, startupMetrics).plainest(READY);
    return point === undefined
      ? []
      : [{ metric: READY, title: `Time to ready, p50, ${describePoint(point)}`, point }];
  },
  launchTimes: (context) =>
    startupPoints(context).flatMap((point) =>
      context.variants.flatMap(({ name: variant }): LaunchTimes[] => {
        const curve = readinessCurve(startupRounds(context, variant, point));
        return curve.length === 0
          ? []
          : [{ variant, point, curve, band: readinessBand(context, variant, point) }];
      }),
    ),
};

function readyPicture(figures: Figures<StartupMetric>): Block {
  const groups = chosen(figures.points(READY)).flatMap((point): IntervalGroup[] => {
    const rows = figures.rowsAt(READY, point);
    return rows.length === 0 ? [] : [{ title: capital(describePoint(point)), rows }];
  });
  if (groups.length === 0)
    return {
      kind: 'note',
      lead: 'No launch became ready,',
      text: 'so there are no times; the failures are listed below.',
    };
  const fastest = groups
    .flatMap(({ rows }) => rows.map(({ estimate }) => estimate.value))
    .reduce((least, value) => Math.min(least, value));
  return {
    kind: 'intervals',
    title: 'Time to ready',
    note: 'The symbol is the mean over rounds, the bar its 95% interval; each dot below it is one round’s p50. The axis is logarithmic: equal distances are equal ratios.',
    description: `Time to ready by variant, from ${formatDuration(fastest)} up. The table below has the figures.`,
    groups,
    axis: 'Time to ready, p50 (log scale)',
    unit: 'ms',
    scale: 'log',
  };
}

/** The cold starts, the lightest and the heaviest load; the table has the points between. */
function chosen(points: readonly Point[]): Point[] {
  const warm = points.filter((point) => warmth(point) === 2);
  const picked = [...points.filter((point) => warmth(point) < 2), warm[0], warm.at(-1)].filter(
    (point) => point !== undefined,
  );
  return [...new Map(picked.map((point) => [pointKey(point), point])).values()];
}

function startupTable(figures: Figures<StartupMetric>) {
  return metricTable(figures, 'Startup, mean over rounds with 95% interval', 'Launched', [
    { metric: 'startup.ready.p50', title: 'Ready, p50' },
    { metric: 'startup.ready.p95', title: 'Ready, p95' },
    { metric: 'startup.latency.p50', title: 'From intended, p50' },
    { metric: 'startup.makespan', title: 'Makespan' },
    { metric: 'startup.rate', title: 'Started' },
  ]);
}

function phaseTable(figures: Figures<StartupMetric>) {
  return metricTable(
    figures,
    'Phases of a launch and its removal, p50, mean over rounds with 95% interval',
    'Launched',
    [
      { metric: 'startup.image.p50', title: 'Image put in place' },
      { metric: 'startup.create.p50', title: 'Create' },
      { metric: 'startup.start.p50', title: 'Start' },
      { metric: 'startup.firstOutput.p50', title: 'First output' },
      { metric: 'startup.workload.p50', title: 'Workload' },
      { metric: 'startup.teardown.p50', title: 'Removal' },
    ],
  );
}

const PHASES: readonly { readonly until: Phase['until']; readonly name: string }[] = [
  { until: 'imageReady', name: 'until the image is in place' },
  { until: 'created', name: 'until created' },
  { until: 'started', name: 'until started' },
  { until: 'firstOutput', name: 'until first output' },
  { until: 'ready', name: 'until ready' },
];

/** Where the time of a launch goes, per variant; every row on a scale of its own. */
function phasePicture(context: ReportContext, [point]: readonly Point[]): Block[] {
  if (point === undefined) return [];
  const rows = context.variants.flatMap(({ name, label }): StackRow[] => {
    const phases = phasesOf(startupRounds(context, name, point));
    const total = phases.at(-1)?.toMs ?? 0;
    if (total <= 0) return [];
    const parts = phases.map(({ until, fromMs, toMs }) => {
      const step = PHASES.findIndex((phase) => phase.until === until);
      return {
        name: PHASES[step]!.name,
        step,
        share: (toMs - fromMs) / total,
        text: formatDuration(toMs - fromMs),
      };
    });
    return [{ name, label, parts, total: formatDuration(total) }];
  });
  if (rows.length === 0) return [];
  return [
    {
      kind: 'stack',
      title: 'Where the time goes',
      note: `Median time between the marks of a launch, in the order in which they fell (${describePoint(point)}). Every row is drawn on its own scale; its total is at the right. A fast workload can speak before the engine’s start call returns.`,
      description: `Phases of a launch for ${rows.map(({ name, total }) => `${name}, ${total}`).join('; ')}.`,
      parts: PHASES.map(({ name }, step) => ({ step, name })).filter(({ step }) =>
        rows.some(({ parts }) => parts.some((part) => part.step === step)),
      ),
      rows,
    },
  ];
}

/** The reference, then the fastest and the slowest over it. */
function answers(context: ReportContext): Answer[] {
  const figures = figuresOf(context, startupMetrics);
  const point = figures.plainest(READY);
  const ready = point === undefined ? [] : figures.rowsAt(READY, point);
  const sorted = ready.toSorted((a, b) => a.estimate.value - b.estimate.value);
  const [fastest, slowest] = [sorted[0], sorted.at(-1)];
  if (point === undefined || fastest === undefined || slowest === undefined) return [];
  const reference = ready.find(({ variant }) => variant.isReference);
  const first = reference ?? fastest;
  const others = [...new Set([fastest, slowest])].filter((row) => row !== first);
  const compared = others.map(({ variant, estimate }) => {
    const over = figures.comparison(READY, variant.name, point);
    if (reference === undefined || over === undefined || over.ci95 === null)
      return `${shortName(variant)} in ${inWords(estimate)}`;
    return `${shortName(variant)} ${timesAs(over.ratio, over.ci95)}`;
  });
  const start = `${shortName(first.variant)} is ready in ${inWords(first.estimate)}`;
  return [
    {
      text: `${[start, compared.join(', and ')].filter(Boolean).join('; ')}.`,
      importance: 40,
      estimates: [first, ...others].map(({ estimate }) => estimate),
    },
  ];
}

/** Ratios below one are inverted: `94× as fast` says more than `takes 0.011× as long`. */
function timesAs(ratio: number, [low, high]: readonly [number, number]): string {
  return ratio < 1
    ? `is ${formatNumber(1 / ratio)}× as fast (95% interval ${formatInterval([1 / high, 1 / low], 'ratio')})`
    : `takes ${formatNumber(ratio)}× as long (95% interval ${formatInterval([low, high], 'ratio')})`;
}

function glance(context: ReportContext): GlanceColumn[] {
  const figures = figuresOf(context, startupMetrics);
  const point = figures.plainest(READY);
  if (point === undefined) return [];
  const ready = figures.rowsAt(READY, point);
  const over = ready.flatMap(({ variant }): [string, Cell][] => {
    if (variant.isReference) return [[variant.name, { text: 'reference' }]];
    const comparison = figures.comparison(READY, variant.name, point);
    if (comparison === undefined) return [];
    const { ratio, ci95 } = comparison;
    const note = ci95 === null ? {} : { note: `${formatInterval(ci95, 'ratio')}×` };
    return [[variant.name, { text: `${formatNumber(ratio)}×`, ...note }]];
  });
  return [
    {
      title: 'Ready in',
      unit: 'time',
      cells: byVariant(ready),
      note: `Ready: p50, ${describePoint(point)}.`,
    },
    { title: `Over ${context.input.summary.reference}`, unit: 'ratio', cells: new Map(over) },
  ];
}
