import { formatNumber } from '../../model/units.ts';
import type { ChartDataset, ChartView } from '../../sections/chart.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { CurvesBlock } from '../../sections/section.ts';
import { describePoint, figuresOf, type Point } from '../../sections/select.ts';
import type { Row } from '../../sections/table.ts';
import { rounded, thin, thinningNote } from '../../sections/thin.ts';
import { capital } from '../../sections/words.ts';
import { median } from '../../stats/quantile.ts';
import { sharingMetrics, sharingSamples } from './metrics.ts';

/** One mark per instance and round: what it got against an equal share. */
export function shareChart(context: ReportContext): CurvesBlock[] {
  const measured = context.variants.filter(({ status }) => status.state === 'measured');
  const rows: Row[] = [];
  let [drawn, total] = [0, 0];
  const viewOf = (point: Point): ChartView => ({
    label: capital(describePoint(point)),
    datasets: measured.flatMap((variant, place): ChartDataset[] => {
      const shares = shareOfEqual(context, variant.name, point);
      if (shares.length === 0) return [];
      const [lowest, highest] = [Math.min, Math.max].map((pick) => shares.reduce((a, b) => pick(a, b)));
      rows.push({
        variant,
        group: describePoint(point),
        cells: [lowest!, highest!, median(shares)!].map((share) => ({ text: formatNumber(share) })),
      });
      const thinned = thin(shares, 300);
      drawn += thinned.points.length;
      total += thinned.total;
      // Spread sideways by place in the list, so that equal shares do not hide each other; the same at every
      // rendering.
      const points = thinned.points.map(
        (share, index) => [rounded(place + (((index * 7) % 13) / 13 - 0.46) * 0.6), rounded(share)] as const,
      );
      return [{ variant: variant.index, label: variant.name, style: 'dots', points }];
    }),
  });
  const figures = figuresOf(context, sharingMetrics);
  const points = [...figures.points('sharing.jain'), ...figures.points('sharing.rate.total')];
  const unique = [...new Map(points.map((point) => [describePoint(point), point])).values()].filter(
    ({ density, parameters }) => density > 1 && parameters['overcommit'] !== undefined,
  );
  const views = unique
    .map(viewOf)
    .filter(({ datasets }) => datasets.length > 0)
    .reverse();
  if (views.length === 0) return [];
  return [
    {
      kind: 'curves',
      id: 'chart-shares',
      title: 'Work of each instance ÷ an equal share',
      note: `Each mark is one instance in one round; 1 is equal treatment.${thinningNote(drawn, total)}`,
      description: 'Work rate of every instance relative to an equal share, by variant.',
      chart: {
        x: {
          title: 'Variant',
          scale: 'linear',
          min: -0.5,
          max: measured.length - 0.5,
          categories: measured.map(({ name }) => name),
        },
        y: { title: 'Work rate ÷ equal share (ratio)', scale: 'linear', min: 0 },
        views,
      },
      variants: measured,
      table: {
        caption: 'Work rate of an instance ÷ equal share, over all instances and rounds',
        columns: ['Lowest', 'Highest', 'Median'].map((title) => ({ title, unit: 'ratio' })),
        rows,
        groupTitle: 'Running',
      },
    },
  ];
}

/**
 * Each instance's work rate as a share of an equal one, in every round at this density and overcommit: 1 is
 * what fairness would give.
 */
function shareOfEqual(context: ReportContext, variant: string, point: Point): number[] {
  const rounds = new Map<number, Map<number, { sum: number; count: number }>>();
  for (const sample of sharingSamples.in(context.records, 'sharing.rate')) {
    const cell = context.records.byRound.get(sample.round)?.start.cell;
    if (cell === undefined || cell.variant !== variant || sample.instance === undefined) continue;
    const overcommit = sample.parameters?.['overcommit'] ?? cell.parameters['overcommit'];
    if (overcommit !== point.parameters['overcommit'] || (sample.density ?? cell.density) !== point.density)
      continue;
    const instances = rounds.get(sample.round) ?? new Map<number, { sum: number; count: number }>();
    rounds.set(sample.round, instances);
    const rate = instances.get(sample.instance) ?? { sum: 0, count: 0 };
    instances.set(sample.instance, { sum: rate.sum + sample.value, count: rate.count + 1 });
  }
  return [...rounds.values()].flatMap((instances) => {
    const rates = [...instances.values()].map(({ sum, count }) => sum / count);
    const equal = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    return equal > 0 ? rates.map((rate) => rate / equal) : [];
  });
}
