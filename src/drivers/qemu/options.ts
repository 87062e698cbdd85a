import { z } from 'zod';
import { byteSize, limitFields } from '../../model/fields.ts';

/** Of 80 MiB a workload gets about 20; a guest with less may not get to its workload at all. */
const LEAST_MEMORY = 80 * 2 ** 20;

/** Every field of a `driver: qemu` variant. */
export const qemuOptions = z.strictObject({
  machine: z
    .enum(['auto', 'microvm', 'q35'])
    .default('auto')
    .describe('machine type; auto is microvm on x86-64 and the generic virt machine on arm64'),
  memory: byteSize()
    .refine((bytes) => bytes >= LEAST_MEMORY, {
      error: 'expected at least 80MiB: a guest kernel does not boot in less',
    })
    .default(128 * 2 ** 20)
    .describe('memory of each VM, such as 128MiB; at least 80MiB'),
  cpus: z.int().min(1).max(255).default(1).describe('virtual CPUs of each VM'),
  accel: z
    .enum(['auto', 'kvm', 'tcg'])
    .default('auto')
    .describe(
      'kvm uses the CPU, tcg emulates one; auto boots a guest with kvm to see whether it works, and says what it took',
    ),
  start: z
    .enum(['cold', 'template'])
    .default('cold')
    .describe(
      'cold boots each VM; template boots one and starts every VM as a copy of its memory, taken before the workload begins',
    ),
  network: z
    .enum(['none', 'user'])
    .default('none')
    .describe('user gives each VM a private network behind its own NAT'),
  kernel: z
    .string()
    .min(1)
    .optional()
    .describe(
      'guest kernel (bzImage or vmlinux); its modules are looked for in ../lib/modules and /lib/modules',
    ),
  ...limitFields,
});

export type QemuOptions = z.output<typeof qemuOptions>;
