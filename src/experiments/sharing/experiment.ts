import { z } from 'zod';
import type { Instance } from '../../drivers/driver.ts';
import { duration } from '../../model/fields.ts';
import type { Cell, Parameters } from '../../model/plan.ts';
import type { Experiment, RoundContext } from '../experiment.ts';
import { whileAlive } from '../alive.ts';
import { nodeOf, onNode, sampleNodes, sumOf } from '../by-node.ts';
import { launchFleet } from '../fleet.ts';
import { cpuSecondsOf, throttledSecondsOf } from './cpu.ts';
import { sharingCatalogue, type SharingSample } from './metrics.ts';
import { observeSharing } from './observe.ts';
import { measureWork } from '../work-rate.ts';
import { sharingReport } from './report.ts';

const options = z.strictObject({
  overcommit: z
    .array(z.number().min(1).max(100))
    .min(1)
    .max(1_000)
    .default([1, 2, 4])
    .describe('instances per core that all work at once'),
  weights: z
    .array(z.tuple([z.int().min(1).max(10_000), z.int().min(1).max(10_000)]))
    .max(1_000)
    .default([[200, 100]])
    .describe('pairs of CPU weights given to two instances that share one CPU'),
  quotas: z
    .array(z.number().positive().max(1))
    .max(1_000)
    .default([0.5])
    .describe('CPU quotas, in cores, given to an instance alone'),
  window: duration().prefault('3s').describe('shortest observation of a working fleet'),
  idle: duration().prefault('2s').describe('observation of a fleet that does nothing'),
});

type Options = z.output<typeof options>;

export const sharing: Experiment<Options> = {
  name: 'sharing',
  question:
    'Do instances that all work share the CPU fairly, and get the weights and quotas that they ask for?',
  options,
  image: 'builtin',
  cells: ({ overcommit, weights, quotas }, variant, cores) => {
    const cell = (density: number, parameters: Parameters): Cell => ({
      experiment: 'sharing',
      variant,
      density,
      parameters,
    });
    return [
      cell(fleetSize(Math.max(...overcommit), cores), { cores }),
      ...weights.map(([heavier, lighter]) => cell(2, { weights: `${heavier}:${lighter}` })),
      ...quotas.map((quota) => cell(1, { quota })),
    ];
  },
  estimate: ({ density, parameters }, launchMs) =>
    ('cores' in parameters ? 20_000 : 5_000) + 1.1 * density * launchMs,
  execute: async (cell, asked, context) => {
    await context.session.provideImage(context.signal);
    if (typeof cell.parameters['weights'] === 'string')
      return shareOneCpu(context, cell.parameters['weights'], asked);
    if (typeof cell.parameters['quota'] === 'number')
      return holdToQuota(context, cell.parameters['quota'], asked);
    return overcommitCpus(context, Number(cell.parameters['cores']), asked);
  },
  primary: ['sharing.rate.total'],
  metrics: sharingCatalogue,
  observe: observeSharing,
  report: sharingReport,
};

function fleetSize(overcommit: number, cores: number): number {
  return Math.max(1, Math.round(overcommit * cores));
}

/** One instance alone, then all of a growing fleet at once, then the whole fleet doing nothing. */
async function overcommitCpus(
  context: RoundContext,
  cores: number,
  { overcommit, window, idle }: Options,
): Promise<void> {
  const running: Instance[] = await launchWorkers(context, 0, 1);
  await measureAlone(context, running, window);
  for (const factor of [...new Set(overcommit)].sort((a, b) => a - b)) {
    const density = fleetSize(factor, cores);
    running.push(...(await launchWorkers(context, running.length, density - running.length)));
    if (running.length < density) break; // recorded as failed launches
    context.phase('measure', `${density} instances at work (${factor}× the cores)`);
    const rates = await measureAlive(context, running, window);
    if (rates === undefined) break; // recorded as ended instances; the others shared what those had left
    rates.forEach((value, instance) =>
      context.sample<SharingSample>('sharing.rate', value, {
        density,
        instance,
        ...onNode(context.host, () => nodeOf(running[instance]!), { overcommit: factor, cores }),
      }),
    );
  }
  context.phase('measure', `${running.length} instances idle`);
  const { clock, host } = context;
  const used = await whileAlive(context, running, async (signal) => {
    await clock.sleep(500, signal); // the last quantum of each still ends
    const before = await cpuSecondsOf(running, host);
    const from = clock.now();
    await clock.sleep(idle, signal);
    const after = await cpuSecondsOf(running, host);
    const passedMs = clock.now() - from;
    return new Map(
      [...after].map(([node, seconds]) => [node, ((seconds - (before.get(node) ?? 0)) / passedMs) * 1_000]),
    );
  });
  if (used !== undefined && running.length > 0) recordIdle(context, running, used);
  context.phase('teardown', `${running.length} instances`);
  await context.remove(running);
}

/** CPU of one instance, over the whole fleet and over what each node has of it. */
function recordIdle(
  context: RoundContext,
  running: readonly Instance[],
  used: ReadonlyMap<string, number>,
): void {
  const density = running.length;
  const total = sumOf(used.values()) / density;
  const each = [...used].map(([node, cores]) => {
    const own = running.filter((instance) => nodeOf(instance) === node).length;
    return [node, cores / own] as const;
  });
  sampleNodes<SharingSample>(context, 'sharing.idle', total, new Map(each), { density });
}

/** Two instances with different weights on the same CPU. */
async function shareOneCpu(context: RoundContext, weights: string, { window }: Options): Promise<void> {
  const pair: Instance[] = [];
  for (const [index, weight] of weights.split(':').map(Number).entries()) {
    pair.push(
      ...(await launchFleet(context, {
        first: index,
        count: 1,
        concurrency: 1,
        temperature: 'later',
        cpu: { weight, cpuset: '0' },
      })),
    );
  }
  if (pair.length === 2) {
    context.phase('measure', `weights ${weights} on one CPU`);
    const rates = await measureAlive(context, pair, window);
    rates?.forEach((value, instance) =>
      context.sample<SharingSample>('sharing.rate', value, { density: 2, instance }),
    );
  }
  await context.remove(pair);
}

/** The same work without and with the quota. */
async function holdToQuota(context: RoundContext, quota: number, { window }: Options): Promise<void> {
  const free = await launchWorkers(context, 0, 1);
  await measureAlone(context, free, window);
  await context.remove(free);
  const limited = await launchFleet(context, {
    first: 1,
    count: 1,
    concurrency: 1,
    temperature: 'later',
    cpu: { quota },
  });
  if (limited.length === 1) {
    context.phase('measure', `quota of ${quota} cores`);
    const { clock, host } = context;
    const measured = await whileAlive(context, limited, async (signal) => {
      const before = await throttledSecondsOf(limited, host);
      const from = clock.now();
      const [rate = 0] = await measureWork({ clock, signal }, limited, { windowMs: window });
      const after = await throttledSecondsOf(limited, host);
      return {
        rate,
        throttled:
          before === undefined || after === undefined
            ? undefined
            : (after - before) / ((clock.now() - from) / 1_000),
      };
    });
    if (measured !== undefined) context.sample<SharingSample>('sharing.rate', measured.rate, { density: 1 });
    if (measured?.throttled !== undefined)
      context.sample<SharingSample>('sharing.throttled', measured.throttled, { density: 1 });
  }
  await context.remove(limited);
}

async function measureAlone(
  context: RoundContext,
  instances: readonly Instance[],
  windowMs: number,
): Promise<void> {
  if (instances.length === 0) return;
  context.phase('measure', 'one instance at work alone');
  const [rate] = (await measureAlive(context, instances, windowMs)) ?? [];
  if (rate !== undefined) context.sample<SharingSample>('sharing.alone', rate, { density: 1 });
}

/** Each one's rate; undefined unless all of them live through it. */
function measureAlive(
  context: RoundContext,
  instances: readonly Instance[],
  windowMs: number,
): Promise<number[] | undefined> {
  return whileAlive(context, instances, (signal) =>
    measureWork({ clock: context.clock, signal }, instances, { windowMs }),
  );
}

function launchWorkers(context: RoundContext, first: number, count: number): Promise<Instance[]> {
  if (count <= 0) return Promise.resolve([]);
  context.phase('launch', `${count} workers`);
  return launchFleet(context, { first, count, concurrency: 4, temperature: 'later' });
}
