import { formatBytes } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { memoryOverDensity } from '../../figures/host-memory.ts';
import { rounded, thin } from '../../../sections/thin.ts';
import type { ChartDataset, ChartSpec } from '../../../sections/chart.ts';
import type { Html } from '../escape.ts';
import { chartFigure, thinningNote } from '../figures.ts';
import { dataTable } from '../tables.ts';
import type { View } from '../view.ts';

const MIB = 2 ** 20;

/** Host memory over density with the fitted line: slope and intercept are the marginal and the fixed cost. */
export function hostMemoryChart(context: ReportContext): (Pick<View, 'charts'> & { body: Html }) | undefined {
  let [drawn, total] = [0, 0];
  const known = context.variants
    .map((variant) => ({ variant, ...memoryOverDensity(context, variant.name) }))
    .filter(({ taken }) => taken.length > 0);
  if (known.length === 0) return undefined;
  const datasets = known.map(({ variant, taken, fit }): ChartDataset[] => {
    const thinned = thin(taken);
    drawn += thinned.points.length;
    total += thinned.total;
    const inMib = (points: readonly (readonly [number, number])[]) =>
      points.map(([density, bytes]) => [density, rounded(bytes / MIB)] as const);
    const line: ChartDataset[] =
      fit.length === 0
        ? []
        : [{ variant: variant.index, label: `${variant.name}, fitted`, style: 'line', points: inMib(fit) }];
    return [
      { variant: variant.index, label: variant.name, style: 'dots', points: inMib(thinned.points) },
      ...line,
    ];
  });
  const spec: ChartSpec = {
    x: { title: 'Density: instances running', scale: 'linear', min: 0, whole: true },
    y: { title: 'Host memory taken, MiB', scale: 'linear' },
    views: [
      { label: 'All variants', datasets: datasets.flat() },
      ...(known.length > 1
        ? known.map(({ variant }, index) => ({ label: variant.name, datasets: datasets[index]! }))
        : []),
    ],
  };
  const densities = [...new Set(known.flatMap(({ taken }) => taken.map(([density]) => density)))].sort(
    (a, b) => a - b,
  );
  const table = {
    caption: 'Host memory taken since the emptiest sample of the round, mean over rounds',
    columns: densities.map((density) => ({ title: `${density} running`, unit: 'bytes' })),
    rows: known.map(({ variant, taken }) => ({
      variant,
      cells: densities.map((density) => {
        const at = taken.filter((point) => point[0] === density);
        return at.length === 0
          ? undefined
          : { text: formatBytes(at.reduce((sum, [, bytes]) => sum + bytes, 0) / at.length) };
      }),
    })),
  };
  const text = {
    title: 'Host memory over density',
    note: `Each mark is one round at one density; the line is the fit whose slope is the marginal and whose intercept is the fixed cost.${thinningNote(drawn, total)}`,
    description: 'Host memory taken over the number of instances, with a fitted line per variant.',
  };
  return {
    charts: { 'chart-host-memory': spec },
    body: chartFigure(
      'chart-host-memory',
      text,
      spec,
      known.map(({ variant }) => variant),
      dataTable(table),
    ),
  };
}
