import type { SampleRecord } from '../../model/records.ts';
import type { ReportContext } from '../../sections/context.ts';
import { medianOf } from './launches.ts';
import { estimateAtTop } from '../../sections/select.ts';

export interface MemoryOverDensity {
  /** Host memory taken since the round's emptiest sample, bytes, one point per round and density. */
  readonly taken: readonly [density: number, bytes: number][];
  /** The fitted line, from the emptiest to the fullest density; empty without a fit. */
  readonly fit: readonly [density: number, bytes: number][];
}

/** From raw MemAvailable samples: of several at one density the median counts, as for the fit. */
export function memoryOverDensity(context: ReportContext, variant: string): MemoryOverDensity {
  const perRound = new Map<number, Map<number, SampleRecord[]>>();
  for (const sample of context.records.samples.get('memory.available') ?? []) {
    const cell = context.records.byRound.get(sample.round)?.start.cell;
    if (cell?.variant !== variant || cell.experiment !== 'memory' || sample.density === undefined) continue;
    const densities = perRound.get(sample.round) ?? new Map<number, SampleRecord[]>();
    perRound.set(sample.round, densities);
    const same = densities.get(sample.density);
    if (same === undefined) densities.set(sample.density, [sample]);
    else same.push(sample);
  }
  const taken: [number, number][] = [];
  for (const densities of perRound.values()) {
    const readings = [...densities]
      .map(([density, samples]) => [density, medianOf(samples.map(({ value }) => value))] as const)
      .sort((a, b) => a[0] - b[0]);
    const empty = readings[0];
    if (empty === undefined) continue;
    for (const [density, available] of readings) taken.push([density, empty[1] - available]);
  }
  return { taken, fit: fitOf(context, variant, taken) };
}

function fitOf(
  context: ReportContext,
  variant: string,
  taken: readonly (readonly [number, number])[],
): [number, number][] {
  const [slope, intercept] = [
    estimateAtTop(context, 'memory.marginal', variant),
    estimateAtTop(context, 'memory.fixed', variant),
  ];
  if (slope === undefined || taken.length === 0) return [];
  const densities = taken.map(([density]) => density);
  const first = densities.reduce((least, density) => Math.min(least, density));
  const last = densities.reduce((most, density) => Math.max(most, density));
  // Without an empty host to count from, the first density is the zero of what was taken.
  const base = first === 0 ? (intercept?.value ?? 0) : -slope.value * first;
  return [first, last].map((density) => [density, base + slope.value * density]);
}
