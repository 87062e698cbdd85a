import type { SampleRecord } from '../../model/records.ts';
import { formatBytes } from '../../model/units.ts';
import type { ChartDataset } from '../../sections/chart.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { CurvesBlock } from '../../sections/section.ts';
import { figuresOf } from '../../sections/select.ts';
import { rounded, thin, thinningNote } from '../../sections/thin.ts';
import { median } from '../../stats/quantile.ts';
import { memoryMetrics, memorySamples } from './metrics.ts';

const MIB = 2 ** 20;

/** Host memory over density with the fitted line: slope and intercept are the marginal and the fixed cost. */
export function hostMemoryChart(context: ReportContext): CurvesBlock[] {
  let [drawn, total] = [0, 0];
  const known = context.variants
    .map((variant) => {
      const taken = takenOver(context, variant.name);
      return { variant, taken, fit: fitOf(context, variant.name, taken) };
    })
    .filter(({ taken }) => taken.length > 0);
  if (known.length === 0) return [];
  const datasets = known.map(({ variant, taken, fit }): ChartDataset[] => {
    const thinned = thin(taken);
    drawn += thinned.points.length;
    total += thinned.total;
    const inMib = (points: readonly TakenAt[]) =>
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
  const densities = [...new Set(known.flatMap(({ taken }) => taken.map(([density]) => density)))].sort(
    (a, b) => a - b,
  );
  return [
    {
      kind: 'curves',
      id: 'chart-host-memory',
      title: 'Host memory over density',
      note: `Each mark is one round at one density; the line is the fit whose slope is the marginal and whose intercept is the fixed cost.${thinningNote(drawn, total)}`,
      description: 'Host memory taken over the number of instances, with a fitted line per variant.',
      chart: {
        x: { title: 'Density: instances running', scale: 'linear', min: 0, whole: true },
        y: { title: 'Host memory taken, MiB', scale: 'linear' },
        views: [
          { label: 'All variants', datasets: datasets.flat() },
          ...(known.length > 1
            ? known.map(({ variant }, index) => ({ label: variant.name, datasets: datasets[index]! }))
            : []),
        ],
      },
      variants: known.map(({ variant }) => variant),
      table: {
        caption: 'Host memory taken since the emptiest sample of the round, mean over rounds',
        columns: densities.map((density) => ({ title: `${density} running`, unit: 'bytes' })),
        rows: known.map(({ variant, taken }) => ({
          variant,
          cells: densities.map((density) => meanAt(taken, density)),
        })),
      },
    },
  ];
}

/** Host memory taken since the round's emptiest sample, bytes. */
type TakenAt = readonly [density: number, bytes: number];

function meanAt(taken: readonly TakenAt[], density: number): { text: string } | undefined {
  const at = taken.filter((point) => point[0] === density);
  if (at.length === 0) return undefined;
  return { text: formatBytes(at.reduce((sum, [, bytes]) => sum + bytes, 0) / at.length) };
}

/** From raw readings, one point per round and density: of several, the median counts, as for the fit. */
function takenOver(context: ReportContext, variant: string): TakenAt[] {
  const perRound = new Map<number, Map<number, SampleRecord[]>>();
  for (const sample of memorySamples.in(context.records, 'memory.available')) {
    const cell = context.records.byRound.get(sample.round)?.start.cell;
    if (cell?.variant !== variant || sample.density === undefined) continue;
    const densities = perRound.get(sample.round) ?? new Map<number, SampleRecord[]>();
    perRound.set(sample.round, densities);
    const same = densities.get(sample.density);
    if (same === undefined) densities.set(sample.density, [sample]);
    else same.push(sample);
  }
  return [...perRound.values()].flatMap((densities): TakenAt[] => {
    const readings = [...densities]
      .map(([density, samples]) => [density, median(samples.map(({ value }) => value))!] as const)
      .sort((a, b) => a[0] - b[0]);
    const [, emptiest] = readings[0]!;
    return readings.map(([density, available]) => [density, emptiest - available]);
  });
}

/** The fitted line, from the emptiest to the fullest density; empty without a fit. */
function fitOf(context: ReportContext, variant: string, taken: readonly TakenAt[]): TakenAt[] {
  const figures = figuresOf(context, memoryMetrics);
  const [slope, intercept] = [figures.top('memory.marginal', variant), figures.top('memory.fixed', variant)];
  if (slope === undefined || taken.length === 0) return [];
  const densities = taken.map(([density]) => density);
  const first = densities.reduce((least, density) => Math.min(least, density));
  const last = densities.reduce((most, density) => Math.max(most, density));
  // Without an empty host to count from, the first density is the zero of what was taken.
  const base = first === 0 ? (intercept?.value ?? 0) : -slope.value * first;
  return [first, last].map((density) => [density, base + slope.value * density]);
}
