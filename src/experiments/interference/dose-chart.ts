import type { ChartDataset, ChartView } from '../../sections/chart.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { CurvesBlock } from '../../sections/section.ts';
import type { Row } from '../../sections/table.ts';
import { rounded } from '../../sections/thin.ts';
import { aggressorsOf, armsOf, armTitle, slowdownCell, slowdowns } from './slowdowns.ts';

/** Aggressors that were tried at several doses. */
export function doseChart(context: ReportContext): CurvesBlock[] {
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
  if (views.length === 0) return [];
  return [
    {
      kind: 'curves',
      id: 'chart-dose',
      title: 'Dose and response',
      note: 'How the slowdown grows with the number of neighbours that disturb at once; upright lines are 95% intervals, 1× is the victim alone.',
      description:
        'Slowdown of the victim’s p99 over the number of neighbours that disturb, one line per variant.',
      chart: {
        x: {
          title: 'Dose: neighbours that disturb at once',
          scale: 'linear',
          min: 0.5,
          max: (doses.at(-1) ?? 1) + 0.5,
          whole: true,
        },
        y: { title: 'Slowdown of p99, × alone (log scale)', scale: 'logarithmic' },
        views,
      },
      variants: context.variants.filter(({ index }) =>
        views.some(({ datasets }) => datasets.some(({ variant }) => variant === index)),
      ),
      table: {
        caption: 'Slowdown of p99 at each dose, mean over rounds with 95% interval',
        columns: doses.map((dose) => ({ title: `${dose} at once`, unit: '× alone' })),
        rows,
        groupTitle: 'Neighbours',
      },
    },
  ];
}
