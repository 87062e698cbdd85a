import { bracketOf } from '../../model/density-steps.ts';
import type { RoundRecords } from '../../model/metric.ts';
import type { DensityStepRecord, SampleRecord } from '../../model/records.ts';
import type { DensitySummary } from '../../model/summary.ts';
import { fitLine } from '../../stats/line.ts';
import { isComplete } from '../../model/metric.ts';
import type { DensitySample } from './metrics.ts';

const AVAILABLE: DensitySample = 'density.available';
const RESERVE: DensitySample = 'density.reserve';

/** How one complete ramp ended. */
interface Ramp {
  readonly held: number;
  /** Smallest density that was stopped; null where the ramp ended without one. */
  readonly stopped: number | null;
  readonly boundBy: string;
  readonly detail: string;
  readonly samples: readonly SampleRecord[];
}

/**
 * Every variant that was ramped: how far all rounds came, what bound them, and a forecast where memory did
 * not.
 */
export function summariseDensities(rounds: readonly RoundRecords[]): DensitySummary[] {
  const ramps = new Map<string, Map<number, Ramp>>();
  for (const round of rounds) {
    const ramp = rampOf(round);
    if (ramp === undefined) continue;
    const { cell, repetition } = round.start;
    const own = ramps.get(cell.variant) ?? new Map<number, Ramp>();
    // a repetition taken again counts as it was taken last
    ramps.set(cell.variant, own.set(repetition, ramp));
  }
  return [...ramps].map(([variant, own]) => summaryOf(variant, [...own.values()]));
}

/** Undefined for rounds that ramp nothing, and for ramps that were cut off: those have no answer. */
function rampOf(round: RoundRecords): Ramp | undefined {
  if (!isComplete(round)) return undefined;
  const steps = round.records.filter((record): record is DensityStepRecord => record.kind === 'density-step');
  if (steps.length === 0) return undefined;
  const { held, stopped } = bracketOf(steps);
  const decisive = stopped ?? steps.findLast(({ boundBy }) => boundBy !== undefined);
  return {
    held,
    stopped: stopped?.target ?? null,
    boundBy: decisive?.boundBy ?? 'unknown',
    detail: decisive?.detail ?? '',
    samples: round.records.filter((record) => record.kind === 'sample'),
  };
}

function summaryOf(variant: string, ramps: readonly Ramp[]): DensitySummary {
  const counts = new Map<string, number>();
  for (const { boundBy } of ramps) counts.set(boundBy, (counts.get(boundBy) ?? 0) + 1);
  const boundBy = [...counts].sort(([, a], [, b]) => b - a).map(([what]) => what);
  const stopped = ramps.map((ramp) => ramp.stopped).filter((density) => density !== null);
  const reached = ramps.map(({ held }) => held);
  return {
    variant,
    reached,
    interval: [Math.min(...reached), stopped.length === 0 ? null : Math.min(...stopped)],
    boundBy,
    detail: ramps.find((ramp) => ramp.boundBy === boundBy[0])?.detail ?? '',
    forecast: boundBy.includes('memory reserve') ? null : forecastOf(ramps),
  };
}

/**
 * Where the line through available memory over density meets the reserve; null where memory does not fall
 * with density.
 */
function forecastOf(ramps: readonly Ramp[]): number | null {
  const samples = ramps.flatMap((ramp) => ramp.samples);
  const points = samples.flatMap(({ metric, density = 0, value }) =>
    metric === AVAILABLE && density > 0 ? [[density, value] as const] : [],
  );
  const reserve = samples.find(({ metric }) => metric === RESERVE)?.value;
  const line = fitLine(points);
  if (line === undefined || reserve === undefined || line.slope >= 0) return null;
  return Math.max(0, Math.floor((line.intercept - reserve) / -line.slope));
}
