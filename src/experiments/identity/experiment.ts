import { z } from 'zod';
import type { Experiment } from '../experiment.ts';
import { launchFleet } from '../fleet.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { readGreeting } from './greeting.ts';
import { identityReport } from './report.ts';
import { summariseIdentities } from './summarise.ts';

const options = z.strictObject({
  instances: z.int().min(2).max(1_000).default(2).describe('instances launched side by side'),
});

type Options = z.output<typeof options>;

export const identity: Experiment<Options> = {
  name: 'identity',
  question: 'Who does each instance say that it is: which hostname, address and kernel?',
  options,
  always: true,
  defaultRounds: 1, // a fact, not a quantity
  image: 'builtin',
  cells: ({ instances }, variant) => [
    { experiment: 'identity', variant, density: instances, parameters: {} },
  ],
  estimate: ({ density }, launchMs) => 1.2 * density * launchMs,
  execute: async (cell, _, context) => {
    await context.session.provideImage(context.signal);
    context.phase('launch', `${cell.density} instances side by side`);
    const instances = await launchFleet(context, {
      first: 0,
      count: cell.density,
      concurrency: cell.density,
      temperature: 'later',
    });
    context.phase('measure', 'what each says of itself');
    for (const instance of instances) {
      context.record({
        kind: 'identity',
        round: context.round,
        instance: instance.index,
        identity: await readGreeting(instance, context.signal),
      });
    }
    const first = instances[0];
    if (first !== undefined) {
      context.record({
        kind: 'configuration',
        round: context.round,
        variant: cell.variant,
        configuration: await first.configuration(),
      });
    }
    context.phase('teardown', `${instances.length} instances`);
    await context.remove(instances);
  },
  metrics: [],
  observe: (round) => new ObservationList<never>().with(round),
  conclude: (rounds, { testbed }) => ({ identities: summariseIdentities(rounds, testbed) }),
  report: identityReport,
};
