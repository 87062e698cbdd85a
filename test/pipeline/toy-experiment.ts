import { z } from 'zod';
import type { Experiment } from '../../src/experiments/experiment.ts';
import { launchFleet } from '../../src/experiments/fleet.ts';
import { catalogue, ObservationList, Samples } from '../../src/experiments/metric-catalogue.ts';
import { inWords } from '../../src/sections/estimate.ts';
import type { ExperimentReport } from '../../src/sections/section.ts';
import { figuresOf } from '../../src/sections/select.ts';
import { metricTable } from '../../src/sections/table.ts';

const toyMetrics = {
  'toy.loudness': {
    title: 'loudness',
    unit: 'count',
    better: 'higher',
    definition: 'lines of output per instance',
    source: 'output of the instances',
  },
} as const;
type ToyMetric = keyof typeof toyMetrics;

const toySamples = new Samples<'toy.lines'>();

const toyReport: ExperimentReport = {
  sections: (context) => {
    const figures = figuresOf(context, toyMetrics);
    if (!figures.has('toy.loudness')) return [];
    const table = metricTable(figures, 'How loud the toys were', 'Playing', [
      { metric: 'toy.loudness', title: 'Loudness' },
    ]);
    return [
      {
        id: 'toys',
        title: 'Toys',
        blocks: [
          { kind: 'note', text: 'Toys were asked to speak.', media: ['page', 'document', 'terminal'] },
          { kind: 'table', table, media: ['page', 'document', 'terminal'] },
        ],
      },
    ];
  },
  answers: (context) => {
    const loudness = figuresOf(context, toyMetrics).top('toy.loudness', 'small');
    return loudness === undefined
      ? []
      : [
          {
            text: `A small toy says ${inWords(loudness)} lines.`,
            importance: 100,
            estimates: [loudness],
          },
        ];
  },
};

/** An experiment that nothing in src knows. */
export const toy: Experiment<{ density: number }> = {
  name: 'toy',
  question: 'How loud is a toy?',
  options: z.strictObject({ density: z.int().min(1).default(2) }),
  defaultRounds: 2,
  image: 'workload',
  cells: ({ density }, variant) => [{ experiment: 'toy', variant, density, parameters: {} }],
  estimate: ({ density }, launchMs) => density * launchMs,
  execute: async ({ density }, _, context) => {
    const instances = await launchFleet(context, {
      first: 0,
      count: density,
      concurrency: 1,
      temperature: 'later',
    });
    context.sample('toy.lines', 3 * instances.length, { density });
    await context.remove(instances);
  },
  metrics: catalogue<ToyMetric>(toyMetrics),
  observe: (round) => {
    const list = new ObservationList<ToyMetric>();
    const [lines] = toySamples.of(round, 'toy.lines');
    const { density } = round.start.cell;
    list.add('toy.loudness', lines === undefined ? undefined : lines.value / density, density, {});
    return list.with(round);
  },
  report: toyReport,
};
