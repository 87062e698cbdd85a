import { catalogue, Samples } from '../metric-catalogue.ts';

const CLOCK = 'one monotonic clock of the harness for every mark of every variant';
const AVAILABLE = 'MemAvailable of /proc/meminfo';
const OF_STEP = 'over the launches that took the ramp up to this density';

export const densityMetrics = {
  'density.reached': {
    title: 'density reached',
    unit: 'count',
    better: 'higher',
    definition:
      'most instances that ran at the same time without a stop rule binding, found by a geometric ramp and bisection',
    source: 'journal of the ramp',
  },
  'density.readyP50': {
    title: 'time to ready at this density',
    unit: 'ms',
    better: 'lower',
    definition: `median ${OF_STEP} of ready − requested`,
    source: CLOCK,
  },
  'density.readyP95': {
    title: 'time to ready at this density, 95th percentile',
    unit: 'ms',
    better: 'lower',
    definition: `95th percentile (type 7) ${OF_STEP} of ready − requested; a step of few launches has nearly its maximum here`,
    source: CLOCK,
  },
  'density.startRate': {
    title: 'starts per second at this density',
    unit: 'per second',
    better: 'higher',
    definition: `launches ÷ (last ready − first requested) ${OF_STEP}`,
    source: CLOCK,
  },
  'density.victimP99': {
    title: 'latency of one instance under load, 99th percentile',
    unit: 'ms',
    better: 'lower',
    definition:
      '99th percentile (type 7) of answered − intended over the requests of one window to the oldest instance at this density; an unanswered request counts as long as it was waited for',
    source: CLOCK,
  },
  'density.memoryPerInstance': {
    title: 'host memory of one more instance',
    unit: 'bytes',
    better: 'lower',
    definition:
      'negative slope of the least-squares line through available memory over density, densities ≥ 1 that held, one line per round',
    source: AVAILABLE,
  },
  'density.lowestAvailable': {
    title: 'lowest available memory',
    unit: 'bytes',
    better: 'neither',
    definition: 'lowest memory that the host had available in the whole ramp, looked at every 20 ms',
    source: AVAILABLE,
  },
  'density.teardown': {
    title: 'stop and remove all',
    unit: 'ms',
    better: 'lower',
    definition:
      'last removed − first stopping of the removal of all instances at the end of the ramp, up to 8 at a time',
    source: CLOCK,
  },
  'density.teardownRate': {
    title: 'removals per second',
    unit: 'per second',
    better: 'higher',
    definition: 'instances ÷ that time',
    source: CLOCK,
  },
} as const;

export type DensityMetric = keyof typeof densityMetrics;
export const densityCatalogue = catalogue<DensityMetric>(densityMetrics).map((metric) =>
  metric.name === ('density.reached' satisfies DensityMetric) ? metric : { ...metric, sparse: true as const },
);

export type DensitySample =
  | 'density.reserve'
  | 'density.available'
  | 'density.running'
  | 'density.lowestAvailable'
  | 'density.victimP99';

export const densitySamples = new Samples<DensitySample>();

/** What a ramp is stopped by when an instance answers more slowly than the scenario allows. */
export const LATENCY_LIMIT = 'victim p99';
