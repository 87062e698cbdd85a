import { z } from 'zod';
import type { Instance } from '../../drivers/driver.ts';
import { nodeSamples } from '../../model/host-access.ts';
import type { Experiment, RoundContext, SampleDetails } from '../experiment.ts';
import { onNode, sumByNode, sumOf } from '../by-node.ts';
import { whileAlive } from '../alive.ts';
import { launchFleet } from '../fleet.ts';
import { settleMemory } from '../settle.ts';
import { memoryCatalogue, type MemorySample } from './metrics.ts';
import { observeMemory } from './observe.ts';
import { memoryReport } from './report.ts';

const options = z.strictObject({
  densities: z
    .array(z.int().min(1).max(10_000))
    .min(2, { error: 'expected at least two densities, since the marginal cost is the slope between them' })
    .max(1_000)
    .default([1, 2, 4, 8])
    .describe('numbers of instances at which memory is read, in one ramp'),
  concurrency: z.int().min(1).max(100).default(4).describe('launches under way at the same time'),
});

type Options = z.output<typeof options>;

/** Readings of the host's memory at each density, and the time between them. Milliseconds. */
const READINGS = 5;
const READING_INTERVAL = 50;

export const memory: Experiment<Options> = {
  name: 'memory',
  question: 'How much memory does one more instance cost, and who holds it?',
  options,
  image: 'workload',
  cells: ({ densities }, variant) => [
    { experiment: 'memory', variant, density: Math.max(...densities), parameters: {} },
  ],
  estimate: ({ density }, launchMs) => 6_000 + 1.1 * density * launchMs,
  execute: async (_, { densities, concurrency }, context) => {
    context.phase('prepare', 'image in place, host at rest');
    await context.session.provideImage(context.signal);
    await settleMemory(context);
    record(context, await readHost(context, context.signal, 0));
    const running: Instance[] = [];
    for (const density of [...new Set(densities)].sort((a, b) => a - b)) {
      context.phase('launch', `up to ${density} instances`);
      running.push(
        ...(await launchFleet(context, {
          first: running.length,
          count: density - running.length,
          concurrency,
          temperature: 'later',
        })),
      );
      // recorded as failed launches; a point of fewer instances is not this density
      if (running.length < density) break;
      context.phase('settle', `${density} instances`);
      const read = await whileAlive(context, running, async (signal) => {
        await settleMemory({ clock: context.clock, host: context.host, signal });
        context.phase('measure', `memory of ${density} instances`);
        return [
          ...(await readHost(context, signal, density)),
          ...(await readInstances(context, running, density)),
          ...(await readShared(context, density)),
        ];
      });
      if (read === undefined) break; // recorded as ended instances; memory of dead ones is no figure
      record(context, read);
    }
    context.phase('teardown', `${running.length} instances`);
    await context.remove(running);
  },
  primary: ['memory.attributed'],
  metrics: memoryCatalogue,
  observe: observeMemory,
  report: memoryReport,
};

/** A sample, but for the round and the time. */
type Reading = SampleDetails & {
  readonly metric: MemorySample | `node.${MemorySample}`;
  readonly value: number;
};

async function readHost(
  { clock, host }: RoundContext,
  signal: AbortSignal,
  density: number,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (let reading = 0; reading < READINGS; reading += 1) {
    if (reading > 0) await clock.sleep(READING_INTERVAL, signal);
    const { availableBytes, nodes } = await host.memory();
    const ofNodes = new Map(nodes.map((node) => [node.node, node.availableBytes]));
    readings.push({ metric: 'memory.available', value: availableBytes, density });
    for (const one of nodeSamples('memory.available', ofNodes)) readings.push({ ...one, density });
  }
  return readings;
}

async function readInstances(
  { host }: RoundContext,
  instances: readonly Instance[],
  density: number,
): Promise<Reading[]> {
  const scopes = instances.map((instance) => instance.scopes());
  const memory = [...(await host.memoryOf(scopes.flat()))];
  return instances.flatMap((instance, index) => [
    ...scopes[index]!.flatMap(({ role, node }): Reading[] => {
      const { pssBytes, rssBytes, chargedBytes } = memory.shift()!;
      const where = { density, instance: instance.index, role, ...onNode(host, () => node) };
      return [
        { metric: 'memory.pss', value: pssBytes, ...where },
        { metric: 'memory.rss', value: rssBytes, ...where },
        ...(chargedBytes === undefined
          ? []
          : [{ metric: 'memory.charged' as const, value: chargedBytes, ...where }]),
      ];
    }),
    ...readGuest(instance, density),
  ]);
}

function readGuest(instance: Instance, density: number): Reading[] {
  const guest = instance.guestMemory?.();
  if (guest === undefined) return [];
  const value = guest.configured - guest.available;
  return [{ metric: 'memory.guestKernel', value, density, instance: instance.index, role: 'vmm' }];
}

async function readShared({ host, session }: RoundContext, density: number): Promise<Reading[]> {
  const scopes = session.sharedScopes();
  if (scopes.length === 0) return [];
  const memory = await host.memoryOf(scopes);
  const ofNodes = sumByNode(
    scopes,
    memory.map(({ pssBytes }) => pssBytes),
  );
  const where = { density, role: 'shared' } as const;
  return [
    { metric: 'memory.shared', value: sumOf(ofNodes.values()), ...where },
    ...nodeSamples('memory.shared', ofNodes).map((one) => ({ ...one, ...where })),
  ];
}

function record(context: RoundContext, readings: readonly Reading[]): void {
  for (const { metric, value, ...details } of readings) context.sample(metric, value, details);
}
