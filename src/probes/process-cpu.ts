import { readCpuSeconds } from '../host/procfs.ts';

/**
 * CPU seconds summed over the live threads of processes, from /proc/PID/task/TID/schedstat. Threads that
 * ended are not included, so this is for long-lived daemons without their own cgroup. Undefined if none of
 * them is alive.
 */
export function sumProcessCpuSeconds(
  pids: readonly number[],
  read: (pid: number) => number | undefined = readCpuSeconds,
): number | undefined {
  const seconds = pids.map(read).filter((value) => value !== undefined);
  return seconds.length === 0 ? undefined : seconds.reduce((sum, value) => sum + value, 0);
}
