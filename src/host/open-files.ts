import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { readKernelText } from './procfs.ts';

/** Files that processes hold open, as /proc shows them (proc(5), /proc/PID/fd). */

function descriptors(pid: number | 'self'): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return []; // gone, or another user's
  }
}

/** Descriptors of this process. */
export function openFiles(): number {
  return descriptors('self').length;
}

/** This process's soft limit, which Node raises to the hard limit at start. */
export function openFilesLimit(): number {
  return Number(
    /^Max open files\s+(\d+)/m.exec(readKernelText('/proc/self/limits') ?? '')?.[1] ?? Number.NaN,
  );
}

/**
 * Inotify instances of this process's user. One that several processes share is counted for each: too many
 * rather than too few. Takes about 0.1 ms a process.
 */
export function countInotifyInstances(): number {
  const user = process.getuid?.() ?? 0;
  let count = 0;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || ownerOf(pid) !== user) continue;
    for (const descriptor of descriptors(pid))
      if (targetOf(pid, descriptor) === 'anon_inode:inotify') count += 1;
  }
  return count;
}

function ownerOf(pid: number): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}

function targetOf(pid: number, descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
