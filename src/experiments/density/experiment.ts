import { bracketOf } from '../../model/density-steps.ts';
import type { DensityStepRecord } from '../../model/records.ts';
import type { Wall } from '../../model/wall.ts';
import type { Experiment, RoundContext } from '../experiment.ts';
import { sampleNodes } from '../by-node.ts';
import { settleMemory } from '../settle.ts';
import { FleetUnderGuard } from './fleet-under-guard.ts';
import { densityCatalogue, type DensitySample } from './metrics.ts';
import { nextTarget, type Ceiling } from './next-target.ts';
import { observeDensity } from './observe.ts';
import { densityOptions, type DensityOptions } from './options.ts';
import { MemoryRoom } from './room.ts';
import { Service } from './service.ts';
import { takeStep } from './step.ts';
import { nearestWall } from './wall-room.ts';
import { densityReport } from './report.ts';
import { summariseDensities } from './summarise.ts';

export const density: Experiment<DensityOptions> = {
  name: 'density',
  question: 'How many instances fit on this host at the same time, and what is in the way of one more?',
  options: densityOptions,
  defaultRounds: 1, // a ramp is long, and its answer is an interval even when it is taken once
  countsLaunches: true,
  image: 'workload',
  cells: ({ max }, variant) => [{ experiment: 'density', variant, density: max, parameters: {} }],
  estimate: (cell, launchMs) => 10_000 + 1.3 * cell.density * launchMs,
  execute: async (_, options, context) => {
    context.phase('prepare', 'image in place, host at rest, walls looked at');
    await context.session.provideImage(context.signal);
    await settleMemory(context);
    const room = await MemoryRoom.above(context.host, options.stop.memoryReserve ?? 0);
    sampleNodes<DensitySample>(context, 'density.reserve', room.floor, room.floors);
    const { bytes, byNode } = await room.read();
    sampleNodes<DensitySample>(context, 'density.available', bytes, byNode, { density: 0 });
    await using fleet = await FleetUnderGuard.open(context, room);
    using service = new Service(context, options);
    try {
      await ramp(fleet, service, room, options, context);
    } finally {
      context.sample<DensitySample>('density.running', fleet.size); // removals after this one are the teardown
      context.phase('teardown', `${fleet.size} instances`);
      await fleet.shrinkTo(0);
      const lowest = await fleet.takeLowestAvailable();
      sampleNodes<DensitySample>(context, 'density.lowestAvailable', lowest.bytes, lowest.byNode);
    }
  },
  metrics: densityCatalogue,
  observe: observeDensity,
  conclude: (rounds) => {
    const densities = summariseDensities(rounds);
    return densities.length === 0 ? {} : { densities };
  },
  report: densityReport,
};

/**
 * What an instance takes of a wall is known well enough by then, and looking at all walls takes long where
 * many processes run.
 */
const MEASURED_BY = 64;

/** After the last step: instances that end soon after they were ready do not fit. Milliseconds. */
const LAST_LOOK = 1_000;

/** Climbs until a stop rule binds, then halves the distance to it until it is known closely enough. */
async function ramp(
  fleet: FleetUnderGuard,
  service: Service,
  room: MemoryRoom,
  options: DensityOptions,
  context: RoundContext,
): Promise<void> {
  const before = await context.walls();
  const steps: DensityStepRecord[] = [];
  const note = (step: Pick<DensityStepRecord, 'target' | 'outcome' | 'boundBy' | 'detail'>): void => {
    const record: DensityStepRecord = {
      kind: 'density-step',
      round: context.round,
      atMs: context.at(),
      ...step,
    };
    steps.push(record);
    context.record(record);
  };
  const warned = new Set<string>();

  let ceiling = ceilingOf(options.max, before, before, 0, warned, context);
  let measuredAt = 0;
  const earlier = bracketOf(context.journal);
  if (earlier.stopped !== undefined)
    note({ ...earlier.stopped, detail: `${earlier.stopped.detail ?? ''} (before the run was interrupted)` });
  let bracket = bracketOf(steps);
  let target =
    earlier.held > 0 ? Math.min(earlier.held, ceiling.count) : nextTarget(bracket, ceiling, options);
  while (target !== undefined && target > 0) {
    note({ target, outcome: 'intended' });
    const stop = await takeStep(fleet, service, room, target, options, context);
    note({ target, outcome: stop === undefined ? 'held' : 'stopped', ...stop });
    bracket = bracketOf(steps);
    if (stop === undefined) fleet.prove();
    else {
      context.phase('teardown', `back to ${bracket.held} instances`);
      await fleet.shrinkTo(bracket.held);
    }
    if (fleet.size > measuredAt && (measuredAt === 0 || fleet.size <= MEASURED_BY)) {
      measuredAt = fleet.size;
      ceiling = ceilingOf(options.max, before, await context.walls(), measuredAt, warned, context);
    }
    target = nextTarget(bracket, ceiling, options);
    if (target === undefined) await context.clock.sleep(LAST_LOOK, context.signal);
    // What once held does not hold when the brake has taken more than a step had launched, or instances ended
    // since.
    while (fleet.size < bracket.held) {
      const loss = await fleet.loss();
      note({
        target: bracket.held,
        outcome: 'stopped',
        boundBy: loss?.boundBy ?? 'ended instances',
        detail: `only ${fleet.size} of ${bracket.held} instances stayed${loss === undefined ? '' : `: ${loss.detail}`}`,
      });
      bracket = bracketOf(steps);
      await fleet.shrinkTo(bracket.held);
      target = nextTarget(bracket, ceiling, options);
    }
  }
  if (bracket.stopped !== undefined) return;
  const { boundBy, detail, count } = ceiling;
  note(
    count < options.max
      ? { target: count + 1, outcome: 'stopped', boundBy, detail }
      : { target: bracket.held, outcome: 'held', boundBy, detail },
  );
}

/**
 * The asked maximum, or what a wall leaves room for; a wall that is nearer is told once, with the way to
 * raise it.
 */
function ceilingOf(
  max: number,
  before: readonly Wall[],
  now: readonly Wall[],
  running: number,
  warned: Set<string>,
  context: RoundContext,
): Ceiling {
  const nearest = nearestWall(before, now, running);
  if (nearest === undefined || nearest.count >= max)
    return { count: max, boundBy: 'asked maximum', detail: `${max} were asked for at most` };
  const { wall, detail } = nearest;
  if (!warned.has(wall.name)) {
    warned.add(wall.name);
    context.warn({
      code: 'wall-near',
      message: `${detail}, and ${max} are asked for: the ramp does not go beyond`,
      advice: wall.raise,
    });
  }
  return nearest;
}
