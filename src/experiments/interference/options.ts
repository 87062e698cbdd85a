import { z } from 'zod';
import { byteSize, duration } from '../../model/fields.ts';

const MiB = 2 ** 20;

/** Ways to disturb, by the names that images/neighbour/neighbour knows; each is one stressor of stress-ng. */
export const AGGRESSORS = [
  'cpu',
  'memory',
  'reclaim',
  'page-cache',
  'disk',
  'network',
  'forks',
  'syscalls',
] as const;
export type Aggressor = (typeof AGGRESSORS)[number];

/** Those that disturb through files: where what is written reaches no disk, they would only use up memory. */
export const NEEDS_DISK: ReadonlySet<Aggressor> = new Set(['reclaim', 'page-cache', 'disk']);

export const ARMS = ['limited', 'unlimited'] as const;
export type Arm = (typeof ARMS)[number];

const limits = z.strictObject({
  cpus: z.number().positive().default(0.25).describe('CPU time of each instance, in cores'),
  neighbourWeight: z
    .int()
    .min(1)
    .max(10_000)
    .describe(
      'CPU weight of each neighbour in the limited arm, where the victim has 100, the kernel’s default; with a generous cpus it shows what weights alone do',
    )
    .optional(),
  memory: byteSize()
    .default(128 * MiB)
    .describe('memory of each instance, such as 128MiB'),
  pids: z.int().positive().default(256).describe('most processes and threads in one instance'),
});

const safety = z.strictObject({
  memory: byteSize()
    .default(512 * MiB)
    .describe('memory of each instance, such as 512MiB'),
  pids: z.int().positive().default(512).describe('most processes and threads in one instance'),
});

export const interferenceOptions = z.strictObject({
  aggressors: z
    .array(z.enum(AGGRESSORS))
    .min(1)
    .max(1_000)
    .default([...AGGRESSORS])
    .describe('what the neighbours do'),
  doses: z
    .array(z.int().min(1).max(64))
    .min(1)
    .max(1_000)
    .default([1, 2, 4])
    .describe('numbers of neighbours that disturb at once; every aggressor is measured at the highest'),
  doseResponse: z
    .array(z.enum(AGGRESSORS))
    .max(1_000)
    .default(['cpu'])
    .describe('aggressors that are measured at every dose'),
  arms: z
    .array(z.enum(ARMS))
    .min(1)
    .max(1_000)
    .default([...ARMS])
    .describe('limited: victim and neighbours with the limits below; unlimited: with the safety limits only'),
  limits: limits
    .prefault({})
    .describe('limits of victim and neighbours in the limited arm, instead of the variant’s own'),
  safety: safety
    .prefault({})
    .describe('limits in the unlimited arm, so that a fork bomb or a memory hog cannot harm the host'),
  victim: z
    .enum(['heartbeat', 'http'])
    .default('heartbeat')
    .describe(
      'heartbeat: a line in, a small work, a line out; http: GET from an nginx, over the variant’s network',
    ),
  rate: z
    .number()
    .min(1)
    .max(1_000)
    .default(40)
    .describe('requests to the victim per second, sent whether or not it has answered'),
  window: duration().prefault('3s').describe('observation of the victim’s latency beside each aggressor'),
  capacityWindow: duration()
    .prefault('1500ms')
    .describe('observation of how much the victim can do beside each aggressor'),
  recovery: duration()
    .prefault('3s')
    .describe('a victim that is as slow as that after the aggressors were told to stop has not recovered'),
});

export type InterferenceOptions = z.output<typeof interferenceOptions>;
