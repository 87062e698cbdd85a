import { z } from 'zod';
import { byteSize, duration, pathOnPort } from '../../model/fields.ts';
import { parseDuration } from '../../model/units.ts';

/**
 * The most that the 99th percentile of a latency may be: a time, or so many times what it is with one
 * instance.
 */
export type LatencyLimit =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'times alone'; readonly times: number };

const TIMES = /^(\d+(?:\.\d+)?)x$/;

const latencyLimit = z
  .string()
  .refine((text) => TIMES.test(text) || (parseDuration(text) ?? 0) > 0, {
    error: ({ input }) =>
      `expected a time such as 50ms, or a multiple of the latency with one instance such as 3x; got ${JSON.stringify(input)}`,
  })
  .transform((text): LatencyLimit => {
    const times = TIMES.exec(text)?.[1];
    return times === undefined
      ? { kind: 'time', ms: parseDuration(text) ?? Number.NaN }
      : { kind: 'times alone', times: Number(times) };
  });

const load = z.strictObject({
  http: pathOnPort()
    .describe(
      'GET of a path on a port of the instance, such as "/ on 8080"; default: the heartbeat of the builtin images, a line in and a line out',
    )
    .optional(),
  rate: z
    .number()
    .min(1)
    .max(1_000)
    .default(40)
    .describe('requests per second, sent whether or not earlier ones were answered'),
  window: duration().prefault('3s').describe('observation at each density'),
});

const stop = z.strictObject({
  memoryReserve: byteSize()
    .describe(
      'stop when less memory is available to the host, such as 2GiB; default, and never less: a tenth of it, at least 512MiB',
    )
    .optional(),
  readyP95: duration()
    .describe('stop when the 95th percentile of the time to ready of a step is longer, such as 10s')
    .optional(),
  victimP99: latencyLimit
    .describe(
      'stop when the 99th percentile of the latency of one instance under load is higher: 50ms, or 3x for three times what it was alone',
    )
    .optional(),
  failures: z.int().min(1).default(1).describe('stop when this many launches of a step failed'),
});

export const densityOptions = z
  .strictObject({
    stop: stop.prefault({}).describe('what ends the ramp; a wall of the host always does'),
    max: z.int().min(1).max(100_000).default(1_000).describe('most instances to try'),
    start: z.int().min(1).default(1).describe('instances of the first step'),
    factor: z
      .number()
      .min(1.1)
      .max(10)
      .default(2)
      .describe('each step is this many times the one before, until one is stopped; then the steps bisect'),
    concurrency: z.int().min(1).max(100).default(4).describe('launches under way at the same time'),
    load: load
      .prefault({})
      .describe('the load under which stop.victimP99 is measured, on the oldest of the instances'),
    neighbours: z
      .enum(['idle', 'busy'])
      .default('idle')
      .describe('what the other instances do meanwhile; busy: the work of the builtin images'),
    resolution: z
      .number()
      .min(0)
      .max(1)
      .default(0.05)
      .describe('bisect until the answer is known to this share of itself: 0.05 is 5%; 0 is to the instance'),
  })
  .refine(({ stop: { victimP99 }, start }) => victimP99?.kind !== 'times alone' || start === 1, {
    path: ['start'],
    error: 'expected a ramp from 1, since stop.victimP99 is a multiple of the latency with one instance',
  });

export type DensityOptions = z.output<typeof densityOptions>;
