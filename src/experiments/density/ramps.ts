import type { DensitySummary } from '../../model/summary.ts';
import { variantNamed, type ReportContext, type ReportVariant } from '../../sections/context.ts';
import type { Estimate } from '../../sections/estimate.ts';
import { figuresOf } from '../../sections/select.ts';
import { median } from '../../stats/quantile.ts';
import { densityMetrics, densitySamples } from './metrics.ts';

export interface Ramp extends DensitySummary {
  readonly of: ReportVariant;
}

/** What the ramp's own journal says when it ended where it was told to. */
export const ASKED_MAXIMUM = 'asked maximum';

/** Every variant that was ramped, in the order of the report. */
export function ramps(context: ReportContext): Ramp[] {
  const summaries = context.input.summary.densities ?? [];
  return summaries
    .flatMap((summary): Ramp[] => {
      const of = variantNamed(context, summary.variant);
      return of === undefined ? [] : [{ ...summary, of }];
    })
    .sort((a, b) => a.of.index - b.of.index);
}

/** The ramp ended where it was told to, so the answer lies beyond. */
export function liesBeyond({ interval, boundBy }: DensitySummary): boolean {
  return interval[1] === null || boundBy[0] === ASKED_MAXIMUM;
}

export interface RampPoint {
  readonly density: number;
  readonly p50: Estimate | undefined;
  readonly p95: Estimate;
}

/** Time to ready of the launches that took the ramp to each density. */
export function readyOverDensity(context: ReportContext, variant: string): RampPoint[] {
  const figures = figuresOf(context, densityMetrics);
  return figures
    .series('density.readyP95')
    .filter((series) => series.variant === variant)
    .toSorted((a, b) => a.density - b.density)
    .flatMap((point) => {
      const p95 = figures.at('density.readyP95', variant, point);
      const p50 = figures.at('density.readyP50', variant, point);
      return p95 === undefined ? [] : [{ density: point.density, p95, p50 }];
    });
}

export interface RampMemory {
  /** Memory that the host had left, bytes, one point per round and density. */
  readonly available: readonly (readonly [density: number, bytes: number])[];
  /** The line whose slope is the memory of one more instance, over the densities seen. */
  readonly fit: readonly (readonly [density: number, bytes: number])[];
}

export function memoryOverRamp(context: ReportContext, variant: string): RampMemory {
  const available = densitySamples
    .in(context.records, 'density.available')
    .flatMap(({ round, density, value }) =>
      density === undefined || context.records.byRound.get(round)?.start.cell.variant !== variant
        ? []
        : [[density, value] as const],
    );
  return {
    available,
    fit: fitThrough(
      available.filter(([density]) => density > 0),
      figuresOf(context, densityMetrics).top('density.memoryPerInstance', variant),
    ),
  };
}

/** A least-squares line runs through the centre of its points, so its slope is all that has to be known. */
function fitThrough(
  points: readonly (readonly [number, number])[],
  perInstance: Estimate | undefined,
): [number, number][] {
  if (points.length < 2 || perInstance === undefined) return [];
  const mean = (index: 0 | 1): number => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const densities = points.map(([density]) => density);
  const ends = [densities.reduce((a, b) => Math.min(a, b)), densities.reduce((a, b) => Math.max(a, b))];
  return ends.map((density) => [density, mean(1) - perInstance.value * (density - mean(0))]);
}

export interface RampEnd {
  readonly variant: ReportVariant;
  /** The smallest density that was stopped. */
  readonly density: number;
  readonly boundBy: string;
}

/** Where each ramp was stopped; a ramp that ended at the asked maximum met nothing. */
export function rampEnds(context: ReportContext): RampEnd[] {
  return ramps(context).flatMap(({ of, interval: [, stopped], boundBy }) =>
    stopped === null || boundBy[0] === undefined
      ? []
      : [{ variant: of, density: stopped, boundBy: boundBy[0] }],
  );
}

/** The memory that the ramps had to leave to the host, bytes; undefined where none was recorded. */
export function memoryReserve(context: ReportContext): number | undefined {
  return median(densitySamples.in(context.records, 'density.reserve').map(({ value }) => value));
}
