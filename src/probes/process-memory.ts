import { readProcessMemory } from '../host/procfs.ts';
import type { ProcessMemory } from '../host/smaps.ts';

/**
 * PSS and RSS summed over processes, bytes. PSS divides each shared page among those
 * who map it, so it may be summed; RSS counts it once for each, and is shown to say how much. A process that
 * ended since its PID was listed counts as nothing.
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
