import { formatDuration } from '../../model/units.ts';
import { BAND_NOTE, type ChartDataset, type ChartView } from '../../sections/chart.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { CurvesBlock } from '../../sections/section.ts';
import { describePoint, pointKey, type Point } from '../../sections/select.ts';
import type { DataTable, Row } from '../../sections/table.ts';
import { rounded, thin, thinningNote } from '../../sections/thin.ts';
import { capital } from '../../sections/words.ts';
import { readinessCurve, readyOverTime, startupRounds } from './launches.ts';

type Curve = readonly (readonly [number, number])[];
type Band = readonly (readonly [low: number | null, high: number | null, share: number])[];

/** Both charts show every launch that was tried, so failures keep a curve from reaching its top. */
export function readinessCharts(context: ReportContext, points: readonly Point[]): CurvesBlock[] {
  const variants = context.variants.filter(({ status }) => status.state === 'measured');
  const cumulative = curves(
    context,
    points,
    (variant, point) => readinessCurve(startupRounds(context, variant, point)),
    (variant, point) => readinessBand(context, variant, point),
  );
  // One instance is not a crowd: its ready-over-time curve has a single step.
  const crowd = curves(
    context,
    points.filter(({ density }) => density > 1),
    (variant, point) => readyOverTime(startupRounds(context, variant, point)),
  );
  const blocks: CurvesBlock[] = [
    {
      kind: 'curves',
      id: 'chart-ecdf',
      title: 'Readiness of every launch',
      note: `Cumulative share of all launches of all rounds. A curve that ends below 1 shows launches that failed.${context.input.summary.readiness === undefined ? '' : BAND_NOTE}${cumulative.note}`,
      description: 'Cumulative distribution of the time to ready, one curve per variant.',
      chart: {
        x: { title: 'Time from request to ready, ms (log scale)', scale: 'logarithmic' },
        y: { title: 'Share of launches ready', scale: 'linear', min: 0, max: 1 },
        views: cumulative.views,
      },
      variants,
      table: cumulative.table,
    },
    {
      kind: 'curves',
      id: 'chart-ready',
      title: 'Instances ready over time',
      note: `Median over rounds of the time at which the k-th instance was ready; a curve stops at the count that half of the rounds reached.${crowd.note}`,
      description: 'Number of instances ready over time, one curve per variant.',
      chart: {
        x: { title: 'Time since the first intended launch, ms (log scale)', scale: 'logarithmic' },
        y: { title: 'Instances ready', scale: 'linear', min: 0, whole: true },
        views: crowd.views,
      },
      variants,
      table: crowd.table,
    },
  ];
  return blocks.filter(({ chart }) => chart.views.length > 0);
}

/** Of a variant's curve at a point, as a chart takes it; undefined where one round says nothing of others. */
export function readinessBand(context: ReportContext, variant: string, point: Point): Band | undefined {
  const key = pointKey(point);
  const band = context.input.summary.readiness?.find(
    (one) => one.variant === variant && pointKey(one) === key,
  );
  const end = (value: number | null): number | null => (value === null ? null : rounded(value));
  return band?.shares.map(({ share, low, high }) => [end(low), end(high), share]);
}

interface Curves {
  readonly views: readonly ChartView[];
  readonly table: DataTable;
  readonly note: string;
}

const TIMES = ['First ready', 'Half of those ready', '90% of those ready', 'Last ready'];

function curves(
  context: ReportContext,
  points: readonly Point[],
  curveOf: (variant: string, point: Point) => Curve,
  bandOf: (variant: string, point: Point) => Band | undefined = () => undefined,
): Curves {
  const rows: Row[] = [];
  let [drawn, total] = [0, 0];
  const views = points
    .map((point): ChartView => {
      const all = context.variants.map((variant) => ({ variant, curve: curveOf(variant.name, point) }));
      const begin = all.reduce((first, { curve }) => Math.min(first, curve[0]?.[0] ?? Infinity), Infinity);
      const end = all.reduce((last, { curve }) => Math.max(last, curve.at(-1)?.[0] ?? 0), 0) * 1.3;
      const group = describePoint(point);
      const datasets = all.flatMap(({ variant, curve }): ChartDataset[] => {
        const common = { variant: variant.index, label: variant.name, style: 'steps' } as const;
        if (curve.length === 0) {
          // Tried, and never ready: a curve that stays at zero says so; no curve would hide it.
          if (end === 0 || startupRounds(context, variant.name, point).length === 0) return [];
          const flat = [rounded(begin), rounded(end)].map((ms) => [ms, 0] as const);
          rows.push({ variant, group, cells: [...TIMES.map(() => ({ text: 'never' })), { text: '0' }] });
          return [{ ...common, points: flat }];
        }
        const thinned = thin(curve);
        drawn += thinned.points.length;
        total += thinned.total;
        const times = [0, 0.5, 0.9, 1].map(
          (share) => curve[Math.max(0, Math.ceil(share * curve.length) - 1)]![0],
        );
        rows.push({
          variant,
          group,
          cells: [
            ...times.map((ms) => ({ text: formatDuration(ms) })),
            { text: String(rounded(curve.at(-1)![1])) },
          ],
        });
        // From nothing to the chart's end: what a curve never reaches is then to be seen.
        const steps = [[curve[0]![0], 0] as const, ...thinned.points, [end, curve.at(-1)![1]] as const];
        const band = bandOf(variant.name, point);
        return [
          {
            ...common,
            points: steps.map(([ms, y]) => [rounded(ms), rounded(y)] as const),
            ...(band === undefined ? {} : { band }),
          },
        ];
      });
      return { label: capital(group), datasets };
    })
    .filter(({ datasets }) => datasets.length > 0);
  const columns = [
    ...TIMES.map((title) => ({ title, unit: 'time' })),
    { title: 'Curve ends at', unit: 'share or count' },
  ];
  return {
    views,
    table: { caption: 'Times read off the curves', columns, rows, groupTitle: 'Launched' },
    note: thinningNote(drawn, total),
  };
}
