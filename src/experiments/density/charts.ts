import { formatBytes } from '../../model/units.ts';
import type { AxisSpec, ChartDataset, ChartMark } from '../../sections/chart.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { CurvesBlock } from '../../sections/section.ts';
import { rounded, thin, thinningNote } from '../../sections/thin.ts';
import { memoryOverRamp, memoryReserve, rampEnds, ramps, readyOverDensity } from './ramps.ts';
import { rampMemoryTable, rampTable } from './tables.ts';

const GIB = 2 ** 30;
const DENSITY: AxisSpec = {
  title: 'Density: instances running (log scale)',
  scale: 'logarithmic',
  whole: true,
};

/** Where each ramp met what bound it, drawn at the smallest density that was stopped. */
function wallMarks(context: ReportContext): ChartMark[] {
  return rampEnds(context).map(({ variant, density, boundBy }) => ({
    variant: variant.index,
    at: density,
    along: 'x',
    label: `${variant.name}: ${boundBy}`,
  }));
}

export function readyChart(context: ReportContext): CurvesBlock[] {
  const variants = ramps(context)
    .map(({ of }) => of)
    .filter(({ name }) => readyOverDensity(context, name).length > 0);
  if (variants.length === 0) return [];
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
  return [
    {
      kind: 'curves',
      id: 'chart-ramp-ready',
      title: 'Start cost while the host fills up',
      note: 'Each mark is the launches that took the ramp to that density, mean over rounds; upright lines are 95% intervals. A dashed line stands where the ramp was stopped, with what stopped it.',
      description:
        'Time to ready over the number of instances already running, one line per variant, with the density at which each ramp was stopped.',
      chart: {
        x: DENSITY,
        y: { title: 'Time to ready, ms (log scale)', scale: 'logarithmic' },
        views: [
          { label: 'p95 of each step', datasets: datasets('p95'), marks },
          { label: 'p50 of each step', datasets: datasets('p50'), marks },
        ],
      },
      variants,
      table: rampTable(context),
    },
  ];
}

export function memoryChart(context: ReportContext): CurvesBlock[] {
  const known = ramps(context)
    .map(({ of }) => ({ variant: of, ...memoryOverRamp(context, of.name) }))
    .filter(({ available }) => available.length > 0);
  if (known.length === 0) return [];
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
  return [
    {
      kind: 'curves',
      id: 'chart-ramp-memory',
      title: 'Memory while the host fills up',
      note: `Each mark is one step of one round; the line is the fit whose slope is the memory of one more instance.${thinningNote(drawn, total)}`,
      description:
        'Memory that the host had left over the number of instances, with a fitted line per variant, the reserve and the density at which each ramp was stopped.',
      chart: {
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
      },
      variants: known.map(({ variant }) => variant),
      table: rampMemoryTable(context),
    },
  ];
}
