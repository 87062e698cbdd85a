import { cgroupFile, cgroupVersion, type CgroupLimits } from './cgroup.ts';
import { readTextIfAny } from './files.ts';

/** Version 1 expresses "no limit" as the largest number of whole pages. */
const V1_UNLIMITED = 2 ** 62;

/**
 * The limits of a cgroup as the kernel reports them. Unlimited ones are absent: a weight of 100, every CPU
 * of the host.
 */
export function readCgroupLimits(path: string): CgroupLimits {
  const read = (controller: Parameters<typeof cgroupFile>[1], name: string, of = path) =>
    readTextIfAny(cgroupFile(of, controller, name))?.trim();
  const v2 = cgroupVersion() === 2;
  const memory = finite(read('memory', v2 ? 'memory.max' : 'memory.limit_in_bytes'));
  const [quota, period] = v2
    ? (read('cpu', 'cpu.max')?.split(' ') ?? [])
    : [read('cpu', 'cpu.cfs_quota_us'), read('cpu', 'cpu.cfs_period_us')];
  const cores = (finite(quota) ?? -1) / (finite(period) ?? 1);
  const weight = v2
    ? finite(read('cpu', 'cpu.weight'))
    : Math.round(((finite(read('cpu', 'cpu.shares')) ?? 1024) * 100) / 1024);
  const cpusetFile = v2 ? 'cpuset.cpus.effective' : 'cpuset.cpus';
  const cpuset = read('cpuset', cpusetFile);
  const pids = finite(read('pids', 'pids.max'));
  return {
    ...(memory === undefined || memory > V1_UNLIMITED ? {} : { memoryBytes: memory }),
    ...(cores <= 0 ? {} : { cpuQuota: cores }),
    ...(weight === undefined || weight === 100 ? {} : { cpuWeight: weight }),
    ...(cpuset === undefined || cpuset === '' || cpuset === read('cpuset', cpusetFile, '') ? {} : { cpuset }),
    ...(pids === undefined ? {} : { pids }),
  };
}

/** The number, or undefined for a missing file and for version 2's `max`. */
function finite(text: string | undefined): number | undefined {
  const value = Number(text ?? 'max');
  return Number.isFinite(value) ? value : undefined;
}
