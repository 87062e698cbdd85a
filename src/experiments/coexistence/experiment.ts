import { z } from 'zod';
import type { Instance } from '../../drivers/driver.ts';
import type { Cell } from '../../model/plan.ts';
import type { ImageSource } from '../../model/scenario.ts';
import type { Application, Experiment, RoundContext } from '../experiment.ts';
import { anyEnded, describeEnds } from '../alive.ts';
import { ObservationList } from '../metric-catalogue.ts';
import { COEXISTENCE_CHECKS } from '../outcomes.ts';
import { outputOf } from './output.ts';
import { coexistenceReport } from './report.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,14}$/;
const name = () =>
  z.string().regex(NAME, {
    error: ({ input }) =>
      `expected a name of at most 15 lower-case letters, digits and hyphens, got ${JSON.stringify(input)}`,
  });
const image = () =>
  z.union([
    z
      .strictObject({ builtin: z.string().min(1) })
      .transform(({ builtin }): ImageSource => ({ kind: 'builtin', name: builtin })),
    z.strictObject({ ref: z.string().min(1) }).transform(({ ref }): ImageSource => ({ kind: 'ref', ref })),
  ]);

const options = z.strictObject({
  applications: z
    .record(
      name(),
      z.strictObject({
        image: image().describe(
          'the image that brings what the application needs: { builtin: NAME } or { ref: NAME }',
        ),
        command: z
          .array(z.string())
          .min(1)
          .describe("arguments instead of the image's own command")
          .optional(),
        ready: z
          .string()
          .min(1)
          .default('READY')
          .describe('the application works once a line of its output contains this text'),
      }),
    )
    .describe('applications that run side by side, by name'),
  oneRoot: z
    .strictObject({
      image: image().describe('one root filesystem with everything that all of the applications need'),
      variants: z
        .array(z.string())
        .min(1)
        .describe('variants that launch the applications from it, as on a host without images'),
    })
    .optional(),
});

type Options = z.output<typeof options>;

/**
 * Side by side, after the last is ready: one that the others get in the way of can take a moment to notice.
 * Milliseconds.
 */
const TOGETHER_MS = 500;

/** The image in which all applications share one root. */
const TOGETHER = 'together';

/**
 * Needs that conflict: applications that want different versions of one thing, running side by side. Each
 * works or not by its own readiness rule, and what it says on the way is the evidence.
 */
export const coexistence: Experiment<Options> = {
  name: 'coexistence',
  question: 'Do applications whose needs conflict work side by side, and what does each one see?',
  options,
  defaultRounds: 1, // a fact, not a quantity
  image: 'builtin',
  images: ({ applications, oneRoot }) => ({
    ...Object.fromEntries(
      Object.entries(applications).map(([application, asked]) => [imageName(application), asked.image]),
    ),
    ...(oneRoot === undefined ? {} : { [imageName(TOGETHER)]: oneRoot.image }),
  }),
  cells: ({ applications, oneRoot }, variant): readonly Cell[] => [
    {
      experiment: 'coexistence',
      variant,
      density: Object.keys(applications).length,
      parameters: { roots: oneRoot?.variants.includes(variant) === true ? 'one' : 'own' },
    },
  ],
  estimate: ({ density }, launchMs) => 3 * density * launchMs,
  execute: async (cell, { applications }, context) => {
    const together = cell.parameters['roots'] === 'one';
    const launched: Launched[] = [];
    // One after another, and each stays: side by side is what counts, not who was first.
    for (const [index, [application, { command, ready }]] of Object.entries(applications).entries()) {
      context.phase(
        'launch',
        `${application}, from ${together ? 'one root for all' : 'an image of its own'}`,
      );
      const workload: Application['workload'] = {
        ready: { kind: 'log', text: ready },
        timeoutMs: context.workload.timeoutMs,
        command,
        env: {},
      };
      const instance = await context.launch(
        {
          index,
          intended: context.clock.now(),
          application: { image: imageName(together ? TOGETHER : application), workload },
        },
        'first',
      );
      launched.push({ application, instance, failure: context.lastFailure() ?? 'it did not start' });
    }
    context.phase('settle', 'all of them side by side');
    await context.clock.sleep(TOGETHER_MS, context.signal);
    for (const one of launched) await record(context, one, together);
    const running = launched.flatMap(({ instance }) => instance ?? []);
    context.phase('teardown', `${running.length} applications`);
    await context.remove(running);
  },
  metrics: [],
  observe: (round) => new ObservationList<never>().with(round),
  report: coexistenceReport,
};

interface Launched {
  readonly application: string;
  readonly instance: Instance | undefined;
  /** Why there is no instance. */
  readonly failure: string;
}

function imageName(application: string): string {
  return `app-${application}`;
}

async function record(
  context: RoundContext,
  { application, instance, failure }: Launched,
  together: boolean,
): Promise<void> {
  const where = together ? 'one root filesystem for all' : 'a root filesystem of its own';
  const ended =
    instance !== undefined && anyEnded(context, [instance])
      ? `it ended by itself: ${await describeEnds(context, [instance])}`
      : undefined;
  const trouble = instance === undefined ? failure : ended;
  context.record({
    kind: 'boundary',
    round: context.round,
    check: COEXISTENCE_CHECKS + application,
    title: `${application} works beside applications with other needs`,
    outcome: trouble === undefined ? 'isolated' : 'leaked',
    evidence: `in ${where}: ${trouble === undefined ? outputOf(instance!).join('; ') : trouble.replaceAll(/\s*\n\s*/g, ' ')}`,
  });
}
