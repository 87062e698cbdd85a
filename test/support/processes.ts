import { readProcess } from '../../src/host/procfs.ts';

/** A process for all time: PIDs are used again, a PID with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
}

export function identify(pids: readonly number[]): ProcessIdentity[] {
  return pids.flatMap((pid) => {
    const process = readProcess(pid);
    return process === undefined ? [] : [{ pid, startTicks: process.startTicks }];
  });
}

/** Those that still run; a zombie does not. */
export function stillRunning(processes: readonly ProcessIdentity[]): ProcessIdentity[] {
  return processes.filter(({ pid, startTicks }) => {
    const now = readProcess(pid);
    return now !== undefined && now.startTicks === startTicks && now.state !== 'Z';
  });
}
