import { cgroupFile, cgroupVersion } from './cgroup.ts';
import { readTextIfAny } from './files.ts';

/**
 * How many processes of the cgroup the kernel has killed because memory ran out, in the cgroup or on the
 * host: `oom_kill` of memory.events (version 2) or memory.oom_control (version 1, Linux 4.13). Undefined if
 * the cgroup does not exist any more.
 */
export function readOomKills(path: string): number | undefined {
  const text = readTextIfAny(
    cgroupFile(path, 'memory', cgroupVersion() === 2 ? 'memory.events' : 'memory.oom_control'),
  );
  const kills = /^oom_kill (\d+)$/m.exec(text ?? '')?.[1];
  return kills === undefined ? undefined : Number(kills);
}
