import type { ReportContext } from '../../../sections/context.ts';
import { aggressorsOf, armsOf, armTitle, slowdowns } from '../../figures/interference.ts';
import { rounded } from '../../../sections/thin.ts';
import { MATRICES, slowdownCell } from '../../tables/interference.ts';
import type { Row } from '../../../sections/table.ts';
import type { ChartDataset, ChartSpec, ChartView } from '../../../sections/chart.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure } from '../figures.ts';
import { dataTable, disclosure } from '../tables.ts';
import type { View } from '../view.ts';
import { heatKey, heatMap } from './heat-map.ts';

export function interferenceView(context: ReportContext): View | undefined {
  const maps = MATRICES.map((matrix) => ({ ...matrix, map: heatMap(context, matrix) }));
  if (maps.every(({ map }) => map === undefined)) return undefined;
  const [tail, median, throughput, recovery] = maps.map(({ map }) => map);
  const chart = doseChart(context);
  return {
    id: 'interference',
    title: 'Interference',
    body: html`<p>One instance, the victim, answers a steady load beside neighbours of the same variant that do as little as they can (idle) or as much as they can. Every figure is its own figure beside them ÷ alone in the same round, so 1× is undisturbed.</p>
${tail}${heatKey()}${fold('Slowdown of p50 latency', median)}${fold('Slowdown of throughput', throughput)}${fold('Recovery after the aggressors stop', recovery)}${limitsNote(context)}
${chart?.body}`,
    charts: chart?.charts ?? {},
  };
}

const fold = (summary: string, map: Html | undefined): Html | undefined =>
  map === undefined ? undefined : disclosure(summary, map);

/**
 * The arms are named by what instances really had: also those without limits have safety limits around them.
 */
function limitsNote(context: ReportContext): Html | undefined {
  const arms = context.variants.flatMap(({ name, configuration }) =>
    Object.entries(configuration).flatMap(([setting, got]) =>
      setting.startsWith('interference, ')
        ? [{ name, arm: setting.slice('interference, '.length), got }]
        : [],
    ),
  );
  if (arms.length === 0) return undefined;
  return disclosure(
    'What the limits of each arm really were',
    html`<ul class="notes">${arms.map(({ name, arm, got }) => html`<li><strong>${name}, ${arm}</strong>: ${got}</li>`)}</ul>`,
  );
}

/** Aggressors that were tried at several doses. */
function doseChart(context: ReportContext): (Pick<View, 'charts'> & { body: Html }) | undefined {
  const all = slowdowns(context, 'interference.p99');
  const dosed = aggressorsOf(all).filter(
    (aggressor) => new Set(all.filter((one) => one.aggressor === aggressor).map(({ dose }) => dose)).size > 1,
  );
  const rows: Row[] = [];
  const doses = [
    ...new Set(all.filter(({ aggressor }) => dosed.includes(aggressor)).map(({ dose }) => dose)),
  ].sort((a, b) => a - b);
  const views = dosed.flatMap((aggressor) =>
    armsOf(all).flatMap((arm): ChartView[] => {
      const datasets = context.variants.flatMap((variant): ChartDataset[] => {
        const mine = all
          .filter((one) => one.aggressor === aggressor && one.arm === arm && one.variant === variant.name)
          .sort((a, b) => a.dose - b.dose);
        if (mine.length === 0) return [];
        rows.push({
          variant,
          group: `${aggressor}, ${armTitle(arm)}`,
          cells: doses.map((dose) => slowdownCell(mine.find((one) => one.dose === dose)?.estimate)),
        });
        return [
          {
            variant: variant.index,
            label: variant.name,
            style: 'marked',
            points: mine.map(({ dose, estimate }) => [dose, rounded(estimate.value)] as const),
            intervals: mine.map(({ estimate: { ci95 } }) =>
              ci95 === null ? null : ([rounded(ci95[0]), rounded(ci95[1])] as const),
            ),
          },
        ];
      });
      return datasets.length === 0 ? [] : [{ label: `${aggressor}, ${armTitle(arm)}`, datasets }];
    }),
  );
  if (views.length === 0) return undefined;
  const spec: ChartSpec = {
    x: {
      title: 'Dose: neighbours that disturb at once',
      scale: 'linear',
      min: 0.5,
      max: (doses.at(-1) ?? 1) + 0.5,
      whole: true,
    },
    y: { title: 'Slowdown of p99, × alone (log scale)', scale: 'logarithmic' },
    views,
  };
  const variants = context.variants.filter(({ index }) =>
    views.some(({ datasets }) => datasets.some(({ variant }) => variant === index)),
  );
  const table = {
    caption: 'Slowdown of p99 at each dose, mean over rounds with 95% interval',
    columns: doses.map((dose) => ({ title: `${dose} at once`, unit: '× alone' })),
    rows,
    groupTitle: 'Neighbours',
  };
  const text = {
    title: 'Dose and response',
    note: 'How the slowdown grows with the number of neighbours that disturb at once; upright lines are 95% intervals, 1× is the victim alone.',
    description:
      'Slowdown of the victim’s p99 over the number of neighbours that disturb, one line per variant.',
  };
  return {
    charts: { 'chart-dose': spec },
    body: chartFigure('chart-dose', text, spec, variants, dataTable(table)),
  };
}
