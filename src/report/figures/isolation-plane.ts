import { boundaryColumns, type OutcomeCounts } from './boundaries.ts';
import type { ReportContext, ReportVariant } from '../../sections/context.ts';
import { densityBasis, memoryPerInstance, perGiB, type DensityBasis, type PerGiB } from './density.ts';
import { distinguishable } from '../../sections/estimate.ts';
import { armsOf, slowdowns, worstOf, type Slowdown } from './interference.ts';
import { liesBeyond, ramps, type Ramp } from './ramps.ts';

/** Instances, with the ends of their interval; an end that nobody knows is null. */
type Bounded = PerGiB;

export interface PlanePoint {
  readonly variant: ReportVariant;
  readonly across: Bounded;
  /** Of the victim, beside its worst neighbour; in the first arm that the variant was measured in. */
  readonly slowdown: Slowdown;
  /** The same in the other arm. */
  readonly otherArm: Slowdown | undefined;
  readonly boundary: OutcomeCounts | undefined;
  /** No other variant is at least as good in both and better in one. */
  readonly onParetoLine: boolean;
}

/** Density and isolation as they were measured, where both were. */
export interface IsolationPlane {
  /** What is drawn across: how many ran, or how many a GiB holds. */
  readonly across: 'reached' | 'per GiB';
  readonly basis: DensityBasis;
  readonly points: readonly PlanePoint[];
  /** The arm of the solid marks, and that of the hollow ones. */
  readonly arms: readonly string[];
}

/** Undefined where no variant has both a density and a slowdown: then there is no such plane to draw. */
export function isolationPlane(context: ReportContext): IsolationPlane | undefined {
  const p99 = slowdowns(context, 'interference.p99');
  const arms = armsOf(p99);
  const victims = context.variants.flatMap((variant) => {
    const [slowdown, otherArm] = arms.flatMap((arm) => worstOf(p99, variant.name, arm) ?? []);
    return slowdown === undefined ? [] : [{ variant, slowdown, otherArm }];
  });
  const reached = new Map(ramps(context).map((ramp) => [ramp.variant, reachedBounds(ramp)]));
  const everyoneRamped = victims.every(({ variant }) => reached.get(variant.name) !== undefined);
  const basis = densityBasis(context);
  const boundaries = boundaryColumns(context);
  const measured = victims.flatMap((victim) => {
    const across = everyoneRamped
      ? reached.get(victim.variant.name)
      : instancesPerGiB(context, basis, victim.variant.name);
    if (across === undefined) return [];
    return [
      { ...victim, across, boundary: boundaries.find(({ variant }) => variant === victim.variant)?.counts },
    ];
  });
  if (measured.length === 0) return undefined;
  const points = measured.map((point) => ({
    ...point,
    onParetoLine: !measured.some((other) => beats(other, point)),
  }));
  return { across: everyoneRamped ? 'reached' : 'per GiB', basis, points, arms };
}

function reachedBounds(ramp: Ramp): Bounded | undefined {
  const [held, stopped] = ramp.interval;
  return held <= 0
    ? undefined
    : {
        value: held,
        low: held,
        high: stopped === null || liesBeyond(ramp) ? null : Math.max(held, stopped - 1),
      };
}

function instancesPerGiB(context: ReportContext, basis: DensityBasis, variant: string): Bounded | undefined {
  const memory = memoryPerInstance(context, basis, variant);
  return memory === undefined ? undefined : perGiB(memory);
}

type Measured = Omit<PlanePoint, 'onParetoLine'>;

/** Differences inside the intervals count as ties, so noise alone never pushes a variant off the line. */
function beats(a: Measured, b: Measured): boolean {
  if (a === b) return false;
  const density = apart(a.across, b.across) ? Math.sign(a.across.value - b.across.value) : 0;
  const isolation = distinguishable(a.slowdown.estimate, b.slowdown.estimate)
    ? Math.sign(b.slowdown.estimate.value - a.slowdown.estimate.value)
    : 0;
  return density >= 0 && isolation >= 0 && density + isolation > 0;
}

/** An interval that is open above reaches over everything; one that nobody knows is the figure itself. */
function apart(a: Bounded, b: Bounded): boolean {
  if (a.low === null || b.low === null) return a.value !== b.value;
  return a.low > (b.high ?? Infinity) || b.low > (a.high ?? Infinity);
}
