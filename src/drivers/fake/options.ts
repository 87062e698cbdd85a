import { z } from 'zod';
import { byteSize, duration } from '../../model/fields.ts';

/** Every field has a default, so `driver: fake` alone is a variant. */
export const fakeOptions = z.strictObject({
  ready: duration().prefault('20ms').describe('time from the request to readiness, such as 20ms'),
  jitter: duration()
    .prefault('0ms')
    .describe('up to this much is added to it, evenly distributed, such as 5ms'),
  failures: z.number().min(0).max(1).default(0).describe('share of launches that fail: 0.1 is one in ten'),
  lives: duration()
    .describe('every second instance ends by itself this long after it was ready, such as 300ms')
    .optional(),
  exitCode: z.int().min(0).max(255).default(3).describe('with this exit code'),
  memory: byteSize().prefault('10MiB').describe('memory of each instance, such as 10MiB'),
  quantum: duration().prefault('10ms').describe('CPU time of one quantum of work, such as 10ms'),
  cores: z.int().positive().default(2).describe('cores that working instances share'),
  wall: z.int().positive().describe('no more than this many instances at once').optional(),
  seed: z.int().min(0).default(1).describe('the same seed gives the same jitter and the same failures'),
});

export type FakeOptions = z.output<typeof fakeOptions>;
