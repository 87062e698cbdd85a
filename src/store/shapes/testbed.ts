import { z } from 'zod';
import type { Testbed } from '../../model/testbed.ts';
import { exactly, type Exactly } from './exact.ts';
import { reading, texts } from './values.ts';

export const TESTBED = z.object({
  hostname: z.string(),
  operatingSystem: z.string(),
  kernel: z.string(),
  bootId: z.string(),
  architecture: z.string(),
  cpuModel: z.string(),
  cores: reading,
  memoryBytes: reading,
  swapBytes: reading,
  cgroupVersion: z.union([z.literal(1), z.literal(2)]),
  virtualization: z.string(),
  settings: texts,
  nodeVersion: z.string(),
});
exactly<Exactly<typeof TESTBED, Testbed>>(true);
