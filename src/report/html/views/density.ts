import { formatBytes } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { memoryOverRamp, memoryReserve, rampEnds, ramps, readyOverDensity } from '../../figures/ramps.ts';
import { rounded, thin } from '../../../sections/thin.ts';
import { densityTable, rampMemoryTable, rampTable } from '../../tables/density.ts';
import type { AxisSpec, ChartDataset, ChartMark, ChartSpec } from '../../../sections/chart.ts';
import { html } from '../escape.ts';
import { chartFigure, thinningNote } from '../figures.ts';
import { dataTable } from '../tables.ts';
import type { View } from '../view.ts';

const GIB = 2 ** 30;
const DENSITY: AxisSpec = {
  title: 'Density: instances running (log scale)',
  scale: 'logarithmic',
  whole: true,
};

export function densityView(context: ReportContext): View | undefined {
  const all = ramps(context);
  if (all.length === 0) return undefined;
  const [ready, memory] = [readyChart(context), memoryChart(context)];
  const reserve = memoryReserve(context);
  return {
    id: 'density',
    title: 'Density',
    body: html`<p>Instances were added in growing steps until a rule or a wall stopped the ramp; halving the last step then closed in on the answer.${reserve === undefined ? undefined : ` ${formatBytes(reserve)} of memory had to stay free for the host.`}</p>
${dataTable(densityTable(context))}<p class="note">“Ran” held in every round; “did not hold” was stopped in at least one, so the answer lies between. A forecast extends the fitted line of memory to the reserve: nothing that many was measured, and another wall may come first.</p>
${ready?.body}${memory?.body}`,
    charts: { ...ready?.charts, ...memory?.charts },
  };
}

/** Where each ramp met what bound it, drawn at the smallest density that was stopped. */
function wallMarks(context: ReportContext): ChartMark[] {
  return rampEnds(context).map(({ variant, density, boundBy }) => ({
    variant: variant.index,
    at: density,
    along: 'x',
    label: `${variant.name}: ${boundBy}`,
  }));
}

function readyChart(context: ReportContext) {
  const variants = ramps(context)
    .map(({ of }) => of)
    .filter(({ name }) => readyOverDensity(context, name).length > 0);
  if (variants.length === 0) return undefined;
  const datasets = (which: 'p50' | 'p95'): ChartDataset[] =>
    variants.map((variant) => {
      const points = readyOverDensity(context, variant.name).flatMap(({ density, [which]: estimate }) =>
        estimate === undefined ? [] : [{ density, estimate }],
      );
      return {
        variant: variant.index,
        label: variant.name,
        style: 'marked',
        points: points.map(({ density, estimate }) => [density, rounded(estimate.value)] as const),
        intervals: points.map(({ estimate: { ci95 } }) =>
          ci95 === null ? null : ([rounded(ci95[0]), rounded(ci95[1])] as const),
        ),
      };
    });
  const marks = wallMarks(context);
  const spec: ChartSpec = {
    x: DENSITY,
    y: { title: 'Time to ready, ms (log scale)', scale: 'logarithmic' },
    views: [
      { label: 'p95 of each step', datasets: datasets('p95'), marks },
      { label: 'p50 of each step', datasets: datasets('p50'), marks },
    ],
  };
  const text = {
    title: 'Start cost while the host fills up',
    note: 'Each mark is the launches that took the ramp to that density, mean over rounds; upright lines are 95% intervals. A dashed line stands where the ramp was stopped, with what stopped it.',
    description:
      'Time to ready over the number of instances already running, one line per variant, with the density at which each ramp was stopped.',
  };
  return {
    charts: { 'chart-ramp-ready': spec },
    body: chartFigure('chart-ramp-ready', text, spec, variants, dataTable(rampTable(context))),
  };
}

function memoryChart(context: ReportContext) {
  const known = ramps(context)
    .map(({ of }) => ({ variant: of, ...memoryOverRamp(context, of.name) }))
    .filter(({ available }) => available.length > 0);
  if (known.length === 0) return undefined;
  let [drawn, total] = [0, 0];
  const inGib = (points: readonly (readonly [number, number])[]) =>
    points.map(([density, bytes]) => [density, rounded(bytes / GIB)] as const);
  const datasets = known.map(({ variant, available, fit }): ChartDataset[] => {
    const thinned = thin(available);
    drawn += thinned.points.length;
    total += thinned.total;
    const line: ChartDataset[] =
      fit.length === 0
        ? []
        : [{ variant: variant.index, label: `${variant.name}, fitted`, style: 'line', points: inGib(fit) }];
    return [
      { variant: variant.index, label: variant.name, style: 'dots', points: inGib(thinned.points) },
      ...line,
    ];
  });
  const reserve = memoryReserve(context);
  const reserveMark: ChartMark[] =
    reserve === undefined
      ? []
      : [{ at: rounded(reserve / GIB), along: 'y', label: `reserve ${formatBytes(reserve)}` }];
  const ends = wallMarks(context);
  const spec: ChartSpec = {
    x: { ...DENSITY, title: 'Density: instances running', scale: 'linear', min: 0 },
    y: { title: 'Memory left to the host, GiB', scale: 'linear', min: 0 },
    views: [
      { label: 'All variants', datasets: datasets.flat(), marks: [...reserveMark, ...ends] },
      ...(known.length > 1
        ? known.map(({ variant }, index) => ({
            label: variant.name,
            datasets: datasets[index]!,
            marks: [...reserveMark, ...ends.filter((mark) => mark.variant === variant.index)],
          }))
        : []),
    ],
  };
  const text = {
    title: 'Memory while the host fills up',
    note: `Each mark is one step of one round; the line is the fit whose slope is the memory of one more instance.${thinningNote(drawn, total)}`,
    description:
      'Memory that the host had left over the number of instances, with a fitted line per variant, the reserve and the density at which each ramp was stopped.',
  };
  return {
    charts: { 'chart-ramp-memory': spec },
    body: chartFigure(
      'chart-ramp-memory',
      text,
      spec,
      known.map(({ variant }) => variant),
      dataTable(rampMemoryTable(context)),
    ),
  };
}
