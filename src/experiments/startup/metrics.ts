import { catalogue } from '../metric-catalogue.ts';

const CLOCK = 'one monotonic clock of the harness for every mark of every variant';
const median = (what: string) =>
  `median over the instances of a round of ${what}; a failed launch counts as longer than any other`;
const time = (title: string, what: string) =>
  ({ title, unit: 'ms', better: 'lower', definition: median(what), source: CLOCK }) as const;

export const startupMetrics = {
  'startup.ready.p50': time('time to ready', 'ready − requested (service time)'),
  'startup.ready.p95': {
    title: 'time to ready, 95th percentile',
    unit: 'ms',
    better: 'lower',
    definition:
      '95th percentile (type 7) over the instances of a round of ready − requested; only from 20 instances up',
    source: CLOCK,
  },
  'startup.latency.p50': time('latency', 'ready − intended: waiting for a turn included (open loop)'),
  'startup.image.p50': time('placing the image', 'imageReady − requested, where the image was absent'),
  'startup.create.p50': time('create', 'created − the mark before it'),
  'startup.start.p50': time('start call', 'started − created'),
  'startup.firstOutput.p50': time('create to first output', 'firstOutput − created'),
  'startup.workload.p50': time('first output to ready', 'ready − firstOutput'),
  'startup.makespan': {
    title: 'makespan',
    unit: 'ms',
    better: 'lower',
    definition: 'last ready − first requested, when every launch of the round succeeded',
    source: CLOCK,
  },
  'startup.rate': {
    title: 'starts per second',
    unit: 'per second',
    better: 'higher',
    definition: 'instances ÷ makespan',
    source: CLOCK,
  },
  'startup.teardown.p50': {
    title: 'stop and remove',
    unit: 'ms',
    better: 'lower',
    definition: 'median over the instances of a round of removed − stopping, up to 8 at a time',
    source: CLOCK,
  },
} as const;

export type StartupMetric = keyof typeof startupMetrics;
export const startupCatalogue = catalogue<StartupMetric>(startupMetrics);
