import { z } from 'zod';
import { byteSize, duration } from '../../model/fields.ts';

const stop = z.strictObject({
  memoryReserve: byteSize().describe('stop when less memory is available to the host, such as 2GiB; default, and never less: a tenth of it, at least 512MiB').optional(),
  readyP95: duration().describe('stop when the 95th percentile of the time to ready of a step is longer, such as 10s').optional(),
  failures: z.int().min(1).default(1).describe('stop when this many launches of a step failed'),
});

export const densityOptions = z.strictObject({
  stop: stop.prefault({}).describe('what ends the ramp; a wall of the host always does'),
  max: z.int().min(1).max(100_000).default(1_000).describe('most instances to try'),
  start: z.int().min(1).default(1).describe('instances of the first step'),
  factor: z.number().min(1.1).max(10).default(2).describe('each step is this many times the one before, until one is stopped; then the steps bisect'),
  concurrency: z.int().min(1).max(100).default(4).describe('launches under way at the same time'),
  resolution: z.number().min(0).max(1).default(0.05).describe('bisect until the answer is known to this share of itself: 0.05 is 5%; 0 is to the instance'),
});

export type DensityOptions = z.output<typeof densityOptions>;
