import { catalogue, Samples } from '../metric-catalogue.ts';

const CLOCK =
  'the harness’s monotonic clock: answer’s arrival − request’s intended time; no clock of an instance is read';
const ratio = (title: string, definition: string, source: string) =>
  ({ title, unit: 'ratio', better: 'lower', definition, source }) as const;
const ALONE = 'the victim alone in the same round (geometric mean of before and after)';

/**
 * Parameters: `aggressor` (idle: neighbours that do nothing; none: alone), `dose` (neighbours that disturb at
 * once), `arm` (limited, unlimited).
 */
export const interferenceMetrics = {
  'interference.p50': ratio(
    'slowdown of the median',
    `median latency beside the neighbours ÷ ${ALONE}`,
    CLOCK,
  ),
  'interference.p99': ratio(
    'slowdown of the tail',
    `99th percentile of latency beside the neighbours ÷ ${ALONE}`,
    CLOCK,
  ),
  'interference.throughput': ratio(
    'slowdown of throughput',
    `what the victim completes per second without pause, ${ALONE} ÷ beside the neighbours: 2 is half the work`,
    'completions that the harness counts',
  ),
  'interference.recovery': {
    title: 'recovery time',
    unit: 'ms',
    better: 'lower',
    definition:
      'time from telling the aggressors to stop until the first of 10 requests in a row that are answered within 1.5 × the 99th percentile alone; a round in which that takes longer than the patience asked for has none, and a warning',
    source: CLOCK,
  },
  'interference.latency.p50': {
    title: 'median latency',
    unit: 'ms',
    better: 'lower',
    definition:
      'median over the requests of one window; one without an answer counts as long as it was waited for',
    source: CLOCK,
  },
  'interference.latency.p99': {
    title: 'tail latency',
    unit: 'ms',
    better: 'lower',
    definition:
      '99th percentile over the requests of one window; one without an answer counts as long as it was waited for',
    source: CLOCK,
  },
  'interference.capacity': {
    title: 'throughput',
    unit: 'per second',
    better: 'higher',
    definition:
      'quanta of work, or HTTP requests, that the victim completes per second when it is never left without any',
    source: 'completions that the harness counts',
  },
  'interference.operations': {
    title: 'work of an aggressor',
    unit: 'per second',
    better: 'neither',
    definition:
      'operations per second of stress-ng in one neighbour, mean over those that disturb: shows that, and how much, they did',
    source: 'stress-ng --metrics-brief',
  },
  'interference.late': {
    title: 'lateness of the load',
    unit: 'ms',
    better: 'lower',
    definition:
      '99th percentile of how much later than intended the harness sent its requests: near 0, or the harness was disturbed itself',
    source: 'the harness’s monotonic clock',
  },
} as const;

export type InterferenceMetric = keyof typeof interferenceMetrics;
export const interferenceCatalogue = catalogue<InterferenceMetric>(interferenceMetrics);

/** Of one window each; slowdowns are calculated from them. */
export const interferenceSamples = new Samples<InterferenceMetric>();
