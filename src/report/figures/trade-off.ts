import type { IdentitySummary } from '../../model/summary.ts';
import type { ReportContext, ReportVariant } from '../../sections/context.ts';
import { densityBasis, memoryPerInstance, perGiB, type DensityBasis, type PerGiB } from './density.ts';
import { distinguishable, type Estimate } from '../../sections/estimate.ts';
import { estimateAt, pointsOf, seriesOf, type Point } from '../../sections/select.ts';

/** What an instance was seen to have of its own, from its own words; ordered from least to most. */
export const LANES = ['unknown', 'nothing', 'hostname', 'kernel'] as const;
export type Lane = (typeof LANES)[number];

export interface TradeOffPoint {
  readonly variant: ReportVariant;
  readonly lane: Lane;
  /** Instances that one GiB holds, on the picture's basis. */
  readonly perGiB: PerGiB;
  readonly memory: Estimate;
  /** Share of equal treatment that the worst-treated instance kept; undefined where it was not measured. */
  readonly worstShare: Estimate | undefined;
  /** No other variant is at least as good in everything and better in something. */
  readonly onParetoLine: boolean;
}

export interface TradeOff {
  readonly basis: DensityBasis;
  readonly points: readonly TradeOffPoint[];
  /** Where the shares were measured. */
  readonly sharePoint: Point | undefined;
  readonly shareMetric: 'sharing.minShare' | 'sharing.jain' | undefined;
}

export function laneOf(identity: IdentitySummary | undefined): Lane {
  if (identity === undefined || identity.instances.length === 0) return 'unknown';
  if (identity.kernel === 'own') return 'kernel';
  // One instance alone cannot show that its hostname is its own.
  if (identity.instances.length === 1) return 'unknown';
  return identity.distinctHostnames === identity.instances.length ? 'hostname' : 'nothing';
}

/** The highest overcommit at which the worst share (or, without it, Jain's index) was observed. */
function shareSource(context: ReportContext): Pick<TradeOff, 'sharePoint' | 'shareMetric'> {
  for (const metric of ['sharing.minShare', 'sharing.jain'] as const) {
    const contended = pointsOf(context, metric).filter(
      ({ parameters }) => Number(parameters['overcommit'] ?? 0) > 0,
    );
    const heaviest = contended.sort(
      (a, b) => Number(b.parameters['overcommit']) - Number(a.parameters['overcommit']),
    )[0];
    if (heaviest !== undefined && seriesOf(context, metric).length > 0)
      return { sharePoint: heaviest, shareMetric: metric };
  }
  return { sharePoint: undefined, shareMetric: undefined };
}

export function tradeOff(context: ReportContext): TradeOff {
  const { sharePoint, shareMetric } = shareSource(context);
  const basis = densityBasis(context);
  const measured = context.variants.flatMap((variant) => {
    const memory = memoryPerInstance(context, basis, variant.name);
    const density = memory === undefined ? undefined : perGiB(memory);
    if (memory === undefined || density === undefined) return [];
    const identity = context.input.summary.identities.find((one) => one.variant === variant.name);
    const worstShare =
      sharePoint === undefined || shareMetric === undefined
        ? undefined
        : estimateAt(context, shareMetric, variant.name, sharePoint);
    return [{ variant, lane: laneOf(identity), perGiB: density, memory, worstShare }];
  });
  const points = measured.map((point) => ({
    ...point,
    onParetoLine: point.lane !== 'unknown' && !measured.some((other) => beats(other, point)),
  }));
  return { basis, points, sharePoint, shareMetric };
}

type Measured = Omit<TradeOffPoint, 'onParetoLine'>;

/** Differences inside the 95% intervals count as ties, so noise alone never pushes a variant off the line. */
function beats(a: Measured, b: Measured): boolean {
  if (a === b || a.lane === 'unknown') return false;
  const lane = Math.sign(LANES.indexOf(a.lane) - LANES.indexOf(b.lane));
  const density = distinguishable(a.memory, b.memory) ? Math.sign(a.perGiB.value - b.perGiB.value) : 0;
  const share =
    a.worstShare !== undefined && b.worstShare !== undefined && distinguishable(a.worstShare, b.worstShare)
      ? Math.sign(a.worstShare.value - b.worstShare.value)
      : 0;
  return lane >= 0 && density >= 0 && share >= 0 && lane + density + share > 0;
}
