import { z } from 'zod';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { byteSize, limitFields } from '../../model/fields.ts';
import type { CpuRequest } from '../driver.ts';

/** Plain processes have no limits unless the variant asks for some. */
export const processOptions = z.strictObject({
  ...limitFields,
  memory: byteSize().describe('memory an instance may use, such as 128MiB').optional(),
});

export type ProcessOptions = z.output<typeof processOptions>;

/** What an experiment asks for comes on top of what the variant asks for. */
export function limitsOf(options: ProcessOptions, cpu: CpuRequest | undefined): CgroupLimits {
  const cpuQuota = cpu?.quota ?? options.cpuQuota;
  const cpuWeight = cpu?.weight ?? options.cpuWeight;
  const cpuset = cpu?.cpuset ?? options.cpuset;
  return {
    ...(options.memory === undefined ? {} : { memoryBytes: options.memory }),
    ...(options.pids === undefined ? {} : { pids: options.pids }),
    ...(cpuQuota === undefined ? {} : { cpuQuota }),
    ...(cpuWeight === undefined ? {} : { cpuWeight }),
    ...(cpuset === undefined ? {} : { cpuset }),
  };
}
