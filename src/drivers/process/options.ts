import { z } from 'zod';
import type { CgroupLimits } from '../../host/cgroup.ts';
import { byteSize, limitFields } from '../../model/fields.ts';
import type { LaunchSpec } from '../driver.ts';

/** Plain processes have no limits unless the variant asks for some. */
export const processOptions = z.strictObject({
  ...limitFields,
  memory: byteSize().describe('memory an instance may use, such as 128MiB').optional(),
});

export type ProcessOptions = z.output<typeof processOptions>;

/** What an experiment asks for overrides what the variant asks for. */
export function limitsOf(
  options: ProcessOptions,
  { cpu, limits }: Pick<LaunchSpec, 'cpu' | 'limits'>,
): CgroupLimits {
  const memory = limits?.memoryBytes ?? options.memory;
  const pids = limits?.pids ?? options.pids;
  const cpuQuota = cpu?.quota ?? options.cpuQuota;
  const cpuWeight = cpu?.weight ?? options.cpuWeight;
  const cpuset = cpu?.cpuset ?? options.cpuset;
  return {
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(pids === undefined ? {} : { pids }),
    ...(cpuQuota === undefined ? {} : { cpuQuota }),
    ...(cpuWeight === undefined ? {} : { cpuWeight }),
    ...(cpuset === undefined ? {} : { cpuset }),
  };
}
