import { readCpuSeconds } from '../host/procfs.ts';

/**
 * CPU seconds summed over the live threads of processes, from /proc/PID/task/TID/schedstat. What already
 * ended is not in it, so this is for long-lived daemons without a cgroup of their own. Undefined when none of
 * them lives.
 */
export function sumProcessCpuSeconds(
  pids: readonly number[],
  read: (pid: number) => number | undefined = readCpuSeconds,
): number | undefined {
  const seconds = pids.map(read).filter((value) => value !== undefined);
  return seconds.length === 0 ? undefined : seconds.reduce((sum, value) => sum + value, 0);
}
