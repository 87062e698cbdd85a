import { cgroupFile, cgroupVersion } from '../host/cgroup.ts';
import { fieldOf, numberAt } from './cgroup-fields.ts';
import type { FileReader } from './readers.ts';

const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/**
 * The file with a cgroup's CPU time: v1 cpuacct.usage (nanoseconds), v2 cpu.stat (usage_usec). Both count
 * descendants.
 */
export function cpuFile(cgroup: string, root?: string): string {
  return cgroupVersion(root) === 2
    ? cgroupFile(cgroup, 'cpu', 'cpu.stat', root)
    : cgroupFile(cgroup, 'cpuacct', 'cpuacct.usage', root);
}

/** CPU seconds used so far, from the contents of `cpuFile`; undefined if it is neither version's. */
export function cpuSecondsOf(file: Buffer): number | undefined {
  const microseconds = fieldOf(file, 'usage_usec');
  if (microseconds !== undefined) return microseconds / MICROSECONDS;
  const nanoseconds = numberAt(file);
  return nanoseconds === undefined ? undefined : nanoseconds / NANOSECONDS;
}

/**
 * Seconds during which the cgroup had work but its quota was used up, from cpu.stat: v1 throttled_time
 * (nanoseconds), v2 throttled_usec. Summed over the CPUs, so it can exceed the elapsed time.
 */
function throttledSecondsOf(stat: Buffer): number | undefined {
  const microseconds = fieldOf(stat, 'throttled_usec');
  if (microseconds !== undefined) return microseconds / MICROSECONDS;
  const nanoseconds = fieldOf(stat, 'throttled_time');
  return nanoseconds === undefined ? undefined : nanoseconds / NANOSECONDS;
}

export function readCgroupCpuSeconds(cgroup: string, read: FileReader, root?: string): number | undefined {
  const file = read(cpuFile(cgroup, root));
  return file === undefined ? undefined : cpuSecondsOf(file);
}

export function readThrottledSeconds(cgroup: string, read: FileReader, root?: string): number | undefined {
  const stat = read(cgroupFile(cgroup, 'cpu', 'cpu.stat', root));
  return stat === undefined ? undefined : throttledSecondsOf(stat);
}
