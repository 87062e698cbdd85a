import { readProcessMemory } from '../host/procfs.ts';
import type { ProcessMemory } from '../host/smaps.ts';

/**
 * PSS and RSS summed over processes, bytes. PSS divides each shared page among the processes that map it,
 * so it can be summed; RSS counts it once for each, and is shown for comparison. A process that ended since
 * its PID was listed counts as nothing.
 */
export function sumProcessMemory(
  pids: readonly number[],
  read: (pid: number) => ProcessMemory | undefined = readProcessMemory,
): ProcessMemory {
  let pssBytes = 0;
  let rssBytes = 0;
  for (const pid of pids) {
    const memory = read(pid);
    pssBytes += memory?.pssBytes ?? 0;
    rssBytes += memory?.rssBytes ?? 0;
  }
  return { pssBytes, rssBytes };
}
