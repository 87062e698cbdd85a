import type { LaunchMarks, LaunchRecord } from '../../model/records.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { IndexedRound } from '../../sections/record-index.ts';
import { pointKey, warmth, type Point } from '../../sections/select.ts';
import { median } from '../../stats/quantile.ts';

/**
 * Rounds of one variant at one point of the startup experiment, from the raw records. A round that starts
 * without the image launches twice: one instance that finds none, one that is the first to find it. Each is a
 * point of its own.
 */
export function startupRounds(context: ReportContext, variant: string, point: Point): IndexedRound[] {
  const { image } = point.parameters;
  const temperature = image === 'absent' || image === 'first' ? image : undefined;
  const key = pointKey(
    temperature === undefined ? point : { ...point, parameters: { ...point.parameters, image: 'absent' } },
  );
  return context.records.rounds
    .filter(
      ({ start: { cell } }) =>
        cell.experiment === 'startup' && cell.variant === variant && pointKey(cell) === key,
    )
    .map((round) =>
      temperature === undefined
        ? round
        : { ...round, launches: round.launches.filter((launch) => launch.temperature === temperature) },
    )
    .filter(({ launches }) => launches.length > 0);
}

/** Points at which launches were tried, also those of which none succeeded; warmest first. */
export function startupPoints(context: ReportContext): Point[] {
  const points = new Map<string, Point>();
  for (const {
    start: { cell },
    launches,
  } of context.records.rounds) {
    if (cell.experiment !== 'startup' || launches.length === 0) continue;
    const cold = cell.parameters['image'] === 'absent' ? ['absent', 'first'] : [undefined];
    for (const image of cold) {
      const point = {
        density: cell.density,
        parameters: image === undefined ? cell.parameters : { ...cell.parameters, image },
      };
      points.set(pointKey(point), point);
    }
  }
  const concurrency = (point: Point): number => Number(point.parameters['concurrency'] ?? 1);
  return [...points.values()].sort(
    (a, b) => warmth(b) - warmth(a) || a.density - b.density || concurrency(a) - concurrency(b),
  );
}

const isReady = (launch: LaunchRecord): launch is LaunchRecord & { marks: { ready: number } } =>
  launch.outcome === 'ready' && launch.marks.ready !== undefined;

/**
 * Share of all launches tried that were ready within x ms of their request. Failures stay in the denominator,
 * so a curve that ends below 1 shows them.
 */
export function readinessCurve(rounds: readonly IndexedRound[]): [ms: number, share: number][] {
  const launches = rounds.flatMap((round) => round.launches);
  const times = launches
    .filter(isReady)
    .map(({ marks }) => marks.ready - marks.requested)
    .sort((a, b) => a - b);
  return times.map((ms, index) => [ms, (index + 1) / launches.length]);
}

/**
 * Instances ready over time from a round's first intended launch; time of the k-th is the median over the
 * rounds that reached k.
 */
export function readyOverTime(rounds: readonly IndexedRound[]): [ms: number, count: number][] {
  const perRound = rounds.map(({ launches }) => {
    const origin = launches.reduce((least, { marks }) => Math.min(least, marks.intended), Infinity);
    return launches
      .filter(isReady)
      .map(({ marks }) => marks.ready - origin)
      .sort((a, b) => a - b);
  });
  const most = perRound.reduce((largest, times) => Math.max(largest, times.length), 0);
  const curve: [number, number][] = [];
  for (let k = 0; k < most; k++) {
    const reached = perRound.flatMap((times) => times[k] ?? []);
    // Fewer than half of the rounds got this far: beyond it the curve would show the lucky ones.
    if (reached.length * 2 < perRound.length) break;
    curve.push([median(reached)!, k + 1]);
  }
  // Medians over shrinking sets can step back by a hair; a count of ready instances never does.
  for (let k = 1; k < curve.length; k++) curve[k]![0] = Math.max(curve[k]![0], curve[k - 1]![0]);
  return curve;
}

export interface Phase {
  /** The mark that ends it. */
  readonly until: 'imageReady' | 'created' | 'started' | 'firstOutput' | 'ready';
  readonly fromMs: number;
  readonly toMs: number;
}

const MARKS = [
  'imageReady',
  'created',
  'started',
  'firstOutput',
  'ready',
] as const satisfies readonly (keyof LaunchMarks)[];

/**
 * Median time of each mark after the request, in the order in which they fell: `firstOutput` may precede
 * `started`.
 */
export function phasesOf(rounds: readonly IndexedRound[]): Phase[] {
  const ready = rounds.flatMap(({ launches }) => launches.filter(isReady));
  const ends = MARKS.flatMap((mark) => {
    const times = ready.flatMap(({ marks }) =>
      marks[mark] === undefined ? [] : [marks[mark] - marks.requested],
    );
    return times.length === 0 ? [] : [{ until: mark, toMs: median(times)! }];
  });
  // Only the order of firstOutput and started is open; equal times keep the order of MARKS.
  ends.sort((a, b) => a.toMs - b.toMs);
  return ends.map((end, index) => ({ ...end, fromMs: ends[index - 1]?.toMs ?? 0 }));
}
