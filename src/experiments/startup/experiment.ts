import { z } from 'zod';
import { IsodenseError } from '../../model/errors.ts';
import type { Cell } from '../../model/plan.ts';
import type { Experiment, RoundContext } from '../experiment.ts';
import { launchFleet } from '../fleet.ts';
import { startupCatalogue } from './metrics.ts';
import { observeStartup } from './observe.ts';
import { startupReport } from './report.ts';
import { summariseReadiness } from './summarise.ts';

const options = z.strictObject({
  densities: z
    .array(z.int().min(1).max(10_000))
    .min(1)
    .max(1_000)
    .default([1, 8])
    .describe('instances launched in one round'),
  concurrency: z
    .array(z.int().min(1).max(1_000))
    .min(1)
    .max(1_000)
    .default([1])
    .describe('launches under way at the same time; never more than the density'),
  absent: z
    .boolean()
    .default(true)
    .describe(
      'also measure one launch with the image absent, as on a host that never ran it, and the one after it',
    ),
});

type Options = z.output<typeof options>;

export const startup: Experiment<Options> = {
  name: 'startup',
  question: 'How long does an instance take to be ready, and how many start per second?',
  options,
  image: 'workload',
  jobsMayEnd: true,
  countsLaunches: true,
  cells: ({ densities, concurrency, absent }, variant) => {
    const cell = (density: number, parameters: Cell['parameters']): Cell => ({
      experiment: 'startup',
      variant,
      density,
      parameters,
    });
    const present = densities.flatMap((density) =>
      [...new Set(concurrency.map((asked) => Math.min(asked, density)))].map((used) =>
        cell(density, { concurrency: used, image: 'present' }),
      ),
    );
    return absent ? [cell(1, { concurrency: 1, image: 'absent' }), ...present] : present;
  },
  estimate: ({ density, parameters }, launchMs) =>
    parameters['image'] === 'absent' ? 3 * launchMs : 1.3 * density * launchMs,
  execute: async (cell, _, context) => {
    if (cell.parameters['image'] === 'absent') return launchAbsentThenFirst(context);
    context.phase('prepare', 'image in place');
    await context.session.provideImage(context.signal);
    context.phase('launch', `${cell.density} instances, ${cell.parameters['concurrency']} at a time`);
    const instances = await launchFleet(context, {
      first: 0,
      count: cell.density,
      concurrency: Number(cell.parameters['concurrency']),
      temperature: 'later',
    });
    context.phase('teardown', `${instances.length} instances`);
    await context.remove(instances);
  },
  primary: ['startup.ready.p50'],
  metrics: startupCatalogue,
  observe: observeStartup,
  conclude: (rounds, { seed }) => {
    const readiness = summariseReadiness(rounds, seed);
    return readiness.length === 0 ? {} : { readiness };
  },
  report: startupReport,
};

/** The first run must fetch the image, the second starts at once: one launch without it, then one with it. */
async function launchAbsentThenFirst(context: RoundContext): Promise<void> {
  context.phase('prepare', 'image made absent');
  try {
    await context.session.forgetImage(context.signal);
  } catch (error) {
    if (!(error instanceof IsodenseError) || error.kind !== 'unavailable') throw error;
    context.warn({
      code: 'image-not-ours',
      message: error.message,
      advice: error.hint ?? 'measure on an engine that lacks the image',
    });
    return;
  }
  for (const [first, temperature] of (['absent', 'first'] as const).entries()) {
    context.phase('launch', temperature === 'absent' ? 'with the image absent' : 'the image just placed');
    const instances = await launchFleet(context, { first, count: 1, concurrency: 1, temperature });
    await context.remove(instances);
  }
}
