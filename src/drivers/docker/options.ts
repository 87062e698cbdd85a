import { z } from 'zod';
import { byteSize, limitFields } from '../../model/fields.ts';
import { hardeningFields } from './hardening.ts';

const { cpuQuota, ...otherLimits } = limitFields;

/** What a variant of this driver may say. Names follow `docker run` where it has one. */
export const dockerOptions = z.strictObject({
  runtime: z
    .string()
    .min(1)
    .describe('any runtime the engine lists: runc, crun, runsc, …; the engine chooses when absent')
    .optional(),
  network: z
    .enum(['none', 'bridge', 'host'])
    .default('bridge')
    .describe('a network namespace of its own costs more than the choice of runtime'),
  memory: byteSize().describe('memory limit of an instance; no swap beyond it').optional(),
  cpus: cpuQuota.describe('CPU time an instance may use, in cores: 0.5 is half a core'),
  ...otherLimits,
  ...hardeningFields,
  engine: z
    .string()
    .regex(/^(unix|tcp|http|https|ssh):\/\//, {
      error: 'expected an address such as unix:///var/run/docker.sock',
    })
    .describe('address of the engine; found by itself when absent')
    .optional(),
});

export type DockerOptions = z.output<typeof dockerOptions>;
