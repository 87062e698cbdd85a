import type { ReportVariant } from './context.ts';
import { formatNumber } from '../model/units.ts';
import { formatInterval, type Estimate } from './estimate.ts';
import type { Cell } from './table.ts';
import type { Point } from './select.ts';

/**
 * What an experiment knows of density or of isolation. The picture and the sentences about the trade-off are
 * made of these; if two experiments have an axis of the same kind, the first one is used.
 */
export type Axis = ReachedAxis | MemoryAxis | SlowdownAxis | OwnershipAxis | ShareAxis | ChecksAxis;

/** A number with its interval; an unknown end is null. */
export interface Bounded {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Density: instances that ran at the same time. */
export interface ReachedAxis {
  readonly kind: 'reached';
  readonly of: ReadonlyMap<string, Bounded>;
}

/** Density: memory of one more instance, in bytes. */
export interface MemoryAxis {
  readonly kind: 'memory';
  readonly of: ReadonlyMap<string, Estimate>;
  /** Which memory: `host memory`. */
  readonly title: string;
  /** What the figure is, for the note below a table. */
  readonly note: string;
  /** Counts only where no other experiment measured memory. */
  readonly fallback?: true;
  /** Why it is not the best accounting; undefined where it is. */
  readonly reason: string | undefined;
}

/** Isolation: how many times slower an instance gets beside its worst neighbour. */
export interface SlowdownAxis {
  readonly kind: 'slowdown';
  /** What got slower: `p99`. */
  readonly figure: string;
  /** Titles of the conditions in the order of their marks: solid, then hollow. */
  readonly conditions: readonly string[];
  /** In the order of the conditions; at least one. */
  readonly of: ReadonlyMap<string, readonly [Slowdown, ...Slowdown[]]>;
}

export interface Slowdown {
  /** `without limits`. */
  readonly condition: string;
  /** What the neighbour does. */
  readonly neighbour: string;
  readonly estimate: Estimate;
}

/** What an instance was seen to have of its own; ordered from least to most. */
export const LANES = ['unknown', 'nothing', 'hostname', 'kernel'] as const;
export type Lane = (typeof LANES)[number];

/** Isolation: what an instance was seen to have of its own. */
export interface OwnershipAxis {
  readonly kind: 'ownership';
  readonly of: ReadonlyMap<string, Lane>;
}

/** Isolation: how even the CPU was shared, from 0 to 1. */
export interface ShareAxis {
  readonly kind: 'share';
  readonly of: ReadonlyMap<string, Estimate>;
  /** `the share of equal treatment that the worst-treated instance kept`. */
  readonly title: string;
  readonly point: Point;
}

/** Isolation: checks that found something shared or leaked. */
export interface ChecksAxis {
  readonly kind: 'checks';
  readonly of: ReadonlyMap<string, CheckCounts>;
}

export interface CheckCounts {
  readonly shared: number;
  readonly leaked: number;
}

/** Density and measured isolation, where a variant has both. */
export interface PlanePlot {
  readonly layout: 'plane';
  /** Title of the horizontal axis. */
  readonly across: string;
  /** What got slower: `p99`. */
  readonly figure: string;
  readonly conditions: readonly string[];
  readonly points: readonly PlanePoint[];
}

export interface PlanePoint {
  readonly variant: ReportVariant;
  readonly across: Bounded;
  /** In the first condition that the variant was measured in. */
  readonly slowdown: Slowdown;
  /** In the second. */
  readonly other: Slowdown | undefined;
  readonly checks: CheckCounts | undefined;
  /** No other variant is at least as good in both and better in one. */
  readonly onParetoLine: boolean;
}

/** Density and what an instance was seen to have of its own: one lane for each kind of evidence. */
export interface LanePlot {
  readonly layout: 'lanes';
  readonly across: string;
  readonly withShares: boolean;
  readonly points: readonly LanePoint[];
}

export interface LanePoint {
  readonly variant: ReportVariant;
  readonly lane: Lane;
  readonly perGiB: Bounded;
  readonly memory: Estimate;
  /** Its height inside the lane; undefined where CPU sharing was not measured. */
  readonly share: Estimate | undefined;
  /** No other variant is at least as good in everything and better in something. */
  readonly onParetoLine: boolean;
}

/** The first axis of this kind; a fallback only if there is no other. */
export function axisOf<Kind extends Axis['kind']>(
  axes: readonly Axis[],
  kind: Kind,
): Extract<Axis, { kind: Kind }> | undefined {
  const ofKind = axes.filter((axis): axis is Extract<Axis, { kind: Kind }> => axis.kind === kind);
  return ofKind.find((axis) => !('fallback' in axis)) ?? ofKind[0];
}

const GIB = 2 ** 30;

/**
 * Instances per GiB from bytes per instance; the interval's ends change places. The upper end is null also
 * where the interval of the cost reaches zero; undefined where the cost itself is not positive.
 */
export function perGiB({ value, ci95 }: Estimate): Bounded | undefined {
  if (value <= 0) return undefined;
  return {
    value: GIB / value,
    low: ci95 === null ? null : GIB / ci95[1],
    high: ci95 === null || ci95[0] <= 0 ? null : GIB / ci95[0],
  };
}

/** `45.2` with `43.0–47.5` or `at least 43.0` as its note. */
export function boundedCell(bounded: Bounded | undefined): Cell {
  if (bounded === undefined) return undefined;
  const note = boundedInterval(bounded);
  return { text: formatNumber(bounded.value), ...(note === undefined ? {} : { note }) };
}

/** Undefined where there is no interval. */
export function boundedInterval({ low, high }: Bounded): string | undefined {
  if (low === null) return undefined;
  return high === null ? `at least ${formatNumber(low)}` : formatInterval([low, high], 'count');
}

/** Variants that have a value, in the order of the report. */
export function withValue<Value>(
  variants: readonly ReportVariant[],
  of: ReadonlyMap<string, Value>,
): { readonly variant: ReportVariant; readonly value: Value }[] {
  return variants.flatMap((variant) => {
    const value = of.get(variant.name);
    return value === undefined ? [] : [{ variant, value }];
  });
}
