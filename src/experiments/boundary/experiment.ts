import { z } from 'zod';
import type { Experiment, RoundContext } from '../experiment.ts';
import { launchFleet } from '../fleet.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { notTestable, type Judgement, type Look } from './judgement.ts';
import { tryLimits } from './limits.ts';
import { lookSideBySide } from './side-by-side.ts';
import { checkNames, checks } from './table.ts';
import { boundaryReport } from './report.ts';
import { summariseBoundaries } from './summarise.ts';

const options = z.strictObject({
  limits: z
    .boolean()
    .default(true)
    .describe('also try whether limits of memory, processes and CPU hold, on instances of their own'),
});

type Options = z.output<typeof options>;

/** A and B look at each other. */
const SIDE_BY_SIDE = 2;

/**
 * What an instance sees and can touch. Two instances answer the questions of the builtin image's probe, the
 * host answers the same from its own files, and a table of pure functions judges. Everything tried is
 * harmless where nothing stops it: see images/hello/probe for what runs inside, limits.ts for how much a
 * culprit may take.
 */
export const boundary: Experiment<Options> = {
  name: 'boundary',
  question:
    'What does an instance see of the host and of its siblings, what can it touch, and do its limits hold?',
  options,
  defaultRounds: 1, // facts, not quantities
  image: 'builtin',
  cells: (_, variant) => [{ experiment: 'boundary', variant, density: SIDE_BY_SIDE, parameters: {} }],
  estimate: (_, launchMs) => 25_000 + 6 * launchMs,
  execute: async (_, { limits }, context) => {
    await context.session.provideImage(context.signal);
    await using witness = await context.openWitness();
    context.phase('launch', 'two instances side by side');
    const [a, b] = await launchFleet(context, {
      first: 0,
      count: SIDE_BY_SIDE,
      concurrency: SIDE_BY_SIDE,
      temperature: 'later',
    });
    if (a === undefined || b === undefined) return; // recorded as failed launches
    context.phase('measure', 'what they see and can touch');
    const { look, failure } =
      witness === undefined
        ? { look: undefined, failure: 'nobody watches the host in this run' }
        : await lookSideBySide(context, witness, a, b);
    if (look !== undefined) keepLook(context, look);
    for (const { name, title, judge } of checks)
      record(context, name, title, look === undefined ? notTestable(failure) : judge(look));
    await context.remove([a]);
    if (limits) {
      for (const { name, title, judgement, readings } of await tryLimits(context, b, SIDE_BY_SIDE)) {
        keep(context, name, readings);
        record(context, name, title, judgement);
      }
    }
    context.phase('teardown', 'the last instance');
    await context.remove([b]);
  },
  metrics: [],
  checks: checkNames,
  observe: (round) => new ObservationList<never>().with(round),
  conclude: (rounds) => {
    const boundaries = summariseBoundaries(rounds);
    return boundaries.length === 0 ? {} : { boundaries };
  },
  report: boundaryReport,
};

function record(context: RoundContext, check: string, title: string, { outcome, evidence }: Judgement): void {
  context.record({ kind: 'boundary', round: context.round, check, title, outcome, evidence });
}

/** As it was said, before anybody judged it. */
function keep(context: RoundContext, source: string, values: Readonly<Record<string, string>>): void {
  context.record({ kind: 'boundary-readings', round: context.round, source, values });
}

function keepLook(context: RoundContext, { a, b, host, decoys, connections, siblingMarker }: Look): void {
  keep(context, 'instance A', a);
  keep(context, 'instance B', b);
  keep(
    context,
    'host',
    Object.fromEntries(
      Object.entries(host).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );
  keep(context, 'decoys', {
    ...decoys,
    port: String(decoys.port),
    siblingMarker,
    connections: String(connections),
  });
}
