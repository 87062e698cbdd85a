import { distinguishable } from '../../sections/estimate.ts';
import type { ScatterBlock } from '../../sections/section.ts';
import { describePoint } from '../../sections/select.ts';
import {
  axisOf,
  LANES,
  perGiB,
  withValue,
  type Axis,
  type Bounded,
  type LanePoint,
  type PlanePlot,
  type PlanePoint,
} from '../../sections/trade-off.ts';
import { axesOf, type Report } from '../compose.ts';

const PARETO =
  'the dashed Pareto line joins variants that no other beats, differences inside the intervals counting as ties.';

/**
 * The picture of density and isolation: as measured where a variant has both figures, otherwise by what its
 * instances were seen to have of their own. Undefined where nothing is known of memory or density.
 */
export function tradeOffPicture(report: Report): ScatterBlock | undefined {
  return planePicture(report) ?? lanePicture(report);
}

function planePicture(report: Report): ScatterBlock | undefined {
  const { variants } = report.context;
  const axes = axesOf(report);
  const slowdowns = axisOf(axes, 'slowdown');
  if (slowdowns === undefined) return undefined;
  const victims = withValue(variants, slowdowns.of);
  const memory = axisOf(axes, 'memory');
  const reached = axisOf(axes, 'reached')?.of;
  const everyoneRamped = victims.every(({ variant }) => reached?.has(variant.name) === true);
  const checks = axisOf(axes, 'checks')?.of;
  const measured = victims.flatMap(({ variant, value: [slowdown, other] }): MeasuredPlane[] => {
    const across = everyoneRamped ? reached?.get(variant.name) : boundedPerGiB(memory, variant.name);
    if (across === undefined) return [];
    return [{ variant, slowdown, other, across, checks: checks?.get(variant.name) }];
  });
  if (measured.length === 0) return undefined;
  const points = measured.map((point): PlanePoint => ({
    ...point,
    onParetoLine: !measured.some((another) => beatsOnPlane(another, point)),
  }));
  const plot: PlanePlot = {
    layout: 'plane',
    across: everyoneRamped
      ? 'Instances that ran at the same time'
      : `Instances per GiB of ${memory?.title ?? 'memory'}`,
    figure: slowdowns.figure,
    conditions: slowdowns.conditions,
    points,
  };
  const [solid, hollow] = slowdowns.conditions;
  const names = points.map(({ variant }) => variant.name);
  const missing = missingFrom(report, names);
  const note = [
    'Better is right and up.',
    points.some(({ other }) => other !== undefined)
      ? `Solid marks: neighbours ${solid}; hollow: ${hollow}.`
      : '',
    everyoneRamped
      ? 'An arrow to the right: the ramp ended at what was asked for, so more may fit.'
      : basisNote(memory?.reason),
    `Crosses are 95% intervals${everyoneRamped ? ' upwards, and what the ramp left open across' : ''}; ${PARETO}`,
    points.some((point) => point.checks !== undefined)
      ? '✗ counts the boundary checks that leaked, ◐ those that found the host’s own, shared by design.'
      : '',
    missing.length > 0 ? `Without both figures, so not shown: ${missing.join(', ')}.` : '',
  ];
  return {
    kind: 'scatter',
    title: 'Density against isolation',
    note: note.filter(Boolean).join(' '),
    description: `Scatter plot of ${everyoneRamped ? 'instances that ran at the same time' : 'instances per GiB'} against the slowdown of a victim beside its worst neighbour, for ${names.join(', ')}. The tables below have the figures.`,
    plot,
  };
}

function boundedPerGiB(memory: Extract<Axis, { kind: 'memory' }> | undefined, variant: string) {
  const cost = memory?.of.get(variant);
  return cost === undefined ? undefined : perGiB(cost);
}

type MeasuredPlane = Omit<PlanePoint, 'onParetoLine'>;

/** Differences inside the intervals count as ties, so noise alone never pushes a variant off the line. */
function beatsOnPlane(a: MeasuredPlane, b: MeasuredPlane): boolean {
  if (a === b) return false;
  const density = apart(a.across, b.across) ? Math.sign(a.across.value - b.across.value) : 0;
  const isolation = distinguishable(a.slowdown.estimate, b.slowdown.estimate)
    ? Math.sign(b.slowdown.estimate.value - a.slowdown.estimate.value)
    : 0;
  return density >= 0 && isolation >= 0 && density + isolation > 0;
}

/** An open interval overlaps everything above it; an unknown one is the figure itself. */
function apart(a: Bounded, b: Bounded): boolean {
  if (a.low === null || b.low === null) return a.value !== b.value;
  return a.low > (b.high ?? Infinity) || b.low > (a.high ?? Infinity);
}

/** Variants by memory and by what their instances have of their own. */
export function lanePoints(report: Report): LanePoint[] {
  const axes = axesOf(report);
  const memory = axisOf(axes, 'memory');
  if (memory === undefined) return [];
  const ownership = axisOf(axes, 'ownership')?.of;
  const shares = axisOf(axes, 'share')?.of;
  const measured = withValue(report.context.variants, memory.of).flatMap(
    ({ variant, value }): MeasuredLane[] => {
      const density = perGiB(value);
      if (density === undefined) return [];
      return [
        {
          variant,
          lane: ownership?.get(variant.name) ?? 'unknown',
          perGiB: density,
          memory: value,
          share: shares?.get(variant.name),
        },
      ];
    },
  );
  return measured.map((point) => ({
    ...point,
    onParetoLine: point.lane !== 'unknown' && !measured.some((other) => beatsInLanes(other, point)),
  }));
}

type MeasuredLane = Omit<LanePoint, 'onParetoLine'>;

function beatsInLanes(a: MeasuredLane, b: MeasuredLane): boolean {
  if (a === b || a.lane === 'unknown') return false;
  const lane = Math.sign(LANES.indexOf(a.lane) - LANES.indexOf(b.lane));
  const density = distinguishable(a.memory, b.memory) ? Math.sign(a.perGiB.value - b.perGiB.value) : 0;
  const share =
    a.share !== undefined && b.share !== undefined && distinguishable(a.share, b.share)
      ? Math.sign(a.share.value - b.share.value)
      : 0;
  return lane >= 0 && density >= 0 && share >= 0 && lane + density + share > 0;
}

function lanePicture(report: Report): ScatterBlock | undefined {
  const points = lanePoints(report);
  const axes = axesOf(report);
  const [memory, share] = [axisOf(axes, 'memory'), axisOf(axes, 'share')];
  if (points.length === 0 || memory === undefined) return undefined;
  const names = points.map(({ variant }) => variant.name);
  const missing = missingFrom(report, names);
  const note = [
    'Better is right and up. Each lane shows what instances have of their own.',
    share === undefined
      ? 'CPU sharing was not measured, so height inside a lane means nothing.'
      : `Height inside a lane is ${share.title}, from 0 to 1 (${describePoint(share.point)}).`,
    basisNote(memory.reason),
    `Crosses are 95% intervals; ${PARETO}`,
    missing.length > 0 ? `Without a positive memory figure, so not shown: ${missing.join(', ')}.` : '',
  ];
  return {
    kind: 'scatter',
    title: 'Density against isolation',
    note: note.filter(Boolean).join(' '),
    description: `Scatter plot of density against isolation for ${names.join(', ')}. The table below has the figures.`,
    plot: {
      layout: 'lanes',
      across: `instances per GiB of ${memory.title}`,
      withShares: share !== undefined,
      points,
    },
  };
}

function basisNote(reason: string | undefined): string {
  return reason === undefined ? '' : `Density is calculated from attributed memory, because ${reason}.`;
}

function missingFrom({ context }: Report, drawn: readonly string[]): string[] {
  return context.variants
    .filter(({ name, status }) => status.state === 'measured' && !drawn.includes(name))
    .map(({ name }) => name);
}
