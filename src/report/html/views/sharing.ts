import { formatNumber } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { medianOf } from '../../figures/launches.ts';
import { describePoint, estimateAt, pointsOf, type Point } from '../../../sections/select.ts';
import { rounded, thin } from '../../../sections/thin.ts';
import { shareOfEqual } from '../../figures/work-rates.ts';
import { aloneTable, quotaTable, sharingTable, weightTable } from '../../tables/sharing.ts';
import type { Row } from '../../../sections/table.ts';
import type { ChartDataset, ChartSpec, ChartView } from '../../../sections/chart.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure, svgFigure, thinningNote } from '../figures.ts';
import { intervalSvg } from '../svg/intervals.ts';
import { dataTable, disclosure } from '../tables.ts';
import type { View } from '../view.ts';
import { capital, starred } from '../wording.ts';

export function sharingView(context: ReportContext): View | undefined {
  const [work, alone, weights, quotas] = [
    sharingTable(context),
    aloneTable(context),
    weightTable(context),
    quotaTable(context),
  ];
  if (work.rows.length + alone.rows.length + weights.rows.length + quotas.rows.length === 0) return undefined;
  const chart = shareChart(context);
  return {
    id: 'sharing',
    title: 'CPU sharing',
    body: html`<p>Every instance runs the same fixed piece of work again and again; what counts is work done a second, not CPU percent. Equal instances should get equal shares.</p>
${efficiencyFigure(context)}${work.rows.length === 0 ? undefined : disclosure('Work rates and shares at every overcommit', dataTable(work))}${chart?.body}${dataTable(alone)}<div class="pair">${dataTable(weights)}${dataTable(quotas)}</div>`,
    charts: chart?.charts ?? {},
  };
}

function efficiencyFigure(context: ReportContext): Html | undefined {
  const groups = pointsOf(context, 'sharing.efficiency').flatMap((point) => {
    const rows = context.variants.flatMap((variant) => {
      const estimate = estimateAt(context, 'sharing.efficiency', variant.name, point);
      return estimate === undefined ? [] : [{ variant, estimate }];
    });
    return rows.length === 0 ? [] : [{ title: capital(describePoint(point)), rows }];
  });
  if (groups.length === 0) return undefined;
  const most = groups
    .flatMap(({ rows }) =>
      rows.flatMap(({ estimate }) => [...estimate.observations, estimate.ci95?.[1] ?? 0]),
    )
    .reduce((top, value) => Math.max(top, value), 1.05);
  return svgFigure(
    {
      title: 'What is left of the work rate',
      note: html`Work done by all instances ÷ what one alone does, times the cores that they can use: 1 means that sharing costs nothing.${starred(context)}`,
      description: 'Efficiency under CPU contention by variant. The table below has the figures.',
    },
    (width, description) =>
      intervalSvg(
        {
          groups,
          axis: 'Efficiency (ratio)',
          unit: 'ratio',
          scale: { low: 0, high: most, ticks: [0, 0.25, 0.5, 0.75, 1] },
          description,
        },
        width,
      ),
  );
}

/** One mark per instance and round: what it got against an equal share. */
function shareChart(context: ReportContext): (Pick<View, 'charts'> & { body: Html }) | undefined {
  const measured = context.variants.filter(({ status }) => status.state === 'measured');
  const rows: Row[] = [];
  let [drawn, total] = [0, 0];
  const viewOf = (point: Point): ChartView => ({
    label: capital(describePoint(point)),
    datasets: measured.flatMap((variant, place): ChartDataset[] => {
      const shares = shareOfEqual(context, variant.name, point);
      if (shares.length === 0) return [];
      rows.push({
        variant,
        group: describePoint(point),
        cells: [
          ...[Math.min, Math.max].map((pick) => ({
            text: formatNumber(shares.reduce((a, b) => pick(a, b))),
          })),
          { text: formatNumber(medianOf(shares)) },
        ],
      });
      const thinned = thin(shares, 300);
      drawn += thinned.points.length;
      total += thinned.total;
      // Spread sideways by place in the list, so that equal shares do not hide each other; the same at every
      // rendering.
      return [
        {
          variant: variant.index,
          label: variant.name,
          style: 'dots',
          points: thinned.points.map(
            (share, index) =>
              [rounded(place + (((index * 7) % 13) / 13 - 0.46) * 0.6), rounded(share)] as const,
          ),
        },
      ];
    }),
  });
  const points = pointsOf(context, 'sharing.jain').concat(pointsOf(context, 'sharing.rate.total'));
  const unique = [...new Map(points.map((point) => [describePoint(point), point])).values()].filter(
    ({ density, parameters }) => density > 1 && parameters['overcommit'] !== undefined,
  );
  const views = unique
    .map(viewOf)
    .filter(({ datasets }) => datasets.length > 0)
    .reverse();
  if (views.length === 0) return undefined;
  const spec: ChartSpec = {
    x: {
      title: 'Variant',
      scale: 'linear',
      min: -0.5,
      max: measured.length - 0.5,
      categories: measured.map(({ name }) => name),
    },
    y: { title: 'Work rate ÷ equal share (ratio)', scale: 'linear', min: 0 },
    views,
  };
  const table = {
    caption: 'Work rate of an instance ÷ equal share, over all instances and rounds',
    columns: ['Lowest', 'Highest', 'Median'].map((title) => ({ title, unit: 'ratio' })),
    rows,
    groupTitle: 'Running',
  };
  const text = {
    title: 'Work of each instance against an equal share',
    note: `Each mark is one instance in one round; 1 is equal treatment.${thinningNote(drawn, total)}`,
    description: 'Work rate of every instance relative to an equal share, by variant.',
  };
  return {
    charts: { 'chart-shares': spec },
    body: chartFigure('chart-shares', text, spec, measured, dataTable(table)),
  };
}
