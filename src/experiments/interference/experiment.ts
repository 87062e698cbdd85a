import type { Instance, LaunchSpec } from '../../drivers/driver.ts';
import type { Cell } from '../../model/plan.ts';
import type { Experiment, RoundContext } from '../experiment.ts';
import { launchFleet } from '../fleet.ts';
import { conditionsOf, orderOf, type Condition } from './conditions.ts';
import { lineOf } from './lines.ts';
import { interferenceCatalogue } from './metrics.ts';
import { Neighbours } from './neighbours.ts';
import { NotTestable } from './not-testable.ts';
import { observeInterference } from './observe.ts';
import { openVictim } from './open-victim.ts';
import { interferenceOptions, NEEDS_DISK, type Arm, type InterferenceOptions } from './options.ts';
import { RoundMeasurement } from './measurement.ts';
import { interferenceReport } from './report.ts';

/** Forcing one small write to a disk can take this long on a busy or emulated one. Milliseconds. */
const DISK_PATIENCE = 20_000;

export const interference: Experiment<InterferenceOptions> = {
  name: 'interference',
  question: 'How much does a noisy neighbour slow an instance down, with limits and without?',
  options: interferenceOptions,
  defaultRounds: 4,
  image: 'neighbours',
  cells: ({ arms, doses }, variant) =>
    arms.map((arm): Cell => ({
      experiment: 'interference',
      variant,
      density: 1 + Math.max(...doses),
      parameters: { arm },
    })),
  estimate: ({ density }, launchMs) => 60_000 + 1.2 * density * launchMs,
  execute: async (cell, asked, context) => {
    const arm = cell.parameters['arm'] as Arm;
    const limits = limitsOf(arm, asked);
    context.phase('launch', 'the victim');
    await context.session.provideImage(context.signal);
    const [instance] = await launchFleet(context, {
      first: 0,
      count: 1,
      concurrency: 1,
      temperature: 'later',
      ...limits,
    });
    if (instance === undefined) return; // recorded as a failed launch
    try {
      await using _ = await context.hurry();
      using victim = await openVictim(context, instance, asked.victim);
      const measurement = new RoundMeasurement(context, victim, instance, arm, asked);
      await measurement.alone();
      const neighbours = new Neighbours(context, {
        first: 1,
        count: cell.density - 1,
        ...limits,
        ...weightOf(arm, asked),
      });
      context.phase('launch', `${cell.density - 1} neighbours`);
      await neighbours.complete();
      await describeLimits(context, cell.variant, arm, instance);
      const reachesDisk = await writesReachDisk(context, neighbours);
      for (const condition of orderOf(conditionsOf(asked), context.repetition)) {
        await unlessNotTestable(context, cell, condition.aggressor, () =>
          beside(condition, measurement, neighbours, reachesDisk),
        );
      }
      context.phase('teardown', 'the neighbours');
      await neighbours.remove();
      await measurement.alone();
    } catch (error) {
      if (!(error instanceof NotTestable)) throw error;
      warn(context, `${cell.variant} (${arm}): ${error.message}`);
    }
    await context.remove([instance]);
  },
  metrics: interferenceCatalogue,
  observe: observeInterference,
  report: interferenceReport,
};

/** The same for victim and neighbours. */
function limitsOf(
  arm: Arm,
  { limits, safety }: InterferenceOptions,
): Pick<LaunchSpec, 'cpu'> & { limits: { memoryBytes: number; pids: number } } {
  if (arm === 'unlimited') return { limits: { memoryBytes: safety.memory, pids: safety.pids } };
  return { cpu: { quota: limits.cpus }, limits: { memoryBytes: limits.memory, pids: limits.pids } };
}

/** What the neighbours have instead of the victim's CPU limits. */
function weightOf(
  arm: Arm,
  { limits: { cpus, neighbourWeight } }: InterferenceOptions,
): Pick<LaunchSpec, 'cpu'> {
  return arm === 'unlimited' || neighbourWeight === undefined
    ? {}
    : { cpu: { quota: cpus, weight: neighbourWeight } };
}

async function beside(
  { aggressor, dose }: Condition,
  measurement: RoundMeasurement,
  neighbours: Neighbours,
  reachesDisk: boolean,
): Promise<void> {
  await neighbours.complete();
  if (aggressor === 'idle') return measurement.besideIdle(dose, neighbours);
  if (NEEDS_DISK.has(aggressor) && !reachesDisk)
    throw new NotTestable('what it writes reaches no disk: its files are in its own memory');
  await measurement.besideAggressor(aggressor, dose, neighbours);
}

/** One aggressor that cannot be tried leaves the others their turn. */
async function unlessNotTestable(
  context: RoundContext,
  cell: Cell,
  aggressor: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotTestable)) throw error;
    warn(context, `${cell.variant} (${cell.parameters['arm']}) beside ${aggressor}: ${error.message}`);
  }
}

function warn(context: RoundContext, why: string): void {
  context.warn({
    code: 'interference-not-testable',
    message: `not testable: ${why}`,
    advice: 'the other figures stand; this one has no number',
  });
}

async function writesReachDisk(context: RoundContext, neighbours: Neighbours): Promise<boolean> {
  const { first } = neighbours;
  if (first === undefined) return true;
  const answer = lineOf(first, 'disk ', context, DISK_PATIENCE);
  first.send('disk');
  return (await answer) !== 'disk no';
}

/** The report names the limits that each arm really had, the safety limits among them. */
async function describeLimits(
  context: RoundContext,
  variant: string,
  arm: Arm,
  instance: Instance,
): Promise<void> {
  const got = await instance.configuration();
  const limits = ['CPU limit', 'memory limit', 'process limit']
    .map((name) => `${name} ${got[name] ?? 'unknown'}`)
    .join(', ');
  const what = arm === 'unlimited' ? 'interference, unlimited (safety limits only)' : 'interference, limited';
  context.record({ kind: 'configuration', round: context.round, variant, configuration: { [what]: limits } });
}
