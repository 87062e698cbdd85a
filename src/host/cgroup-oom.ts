import { cgroupFile, cgroupVersion } from './cgroup.ts';
import { readTextIfAny } from './files.ts';

/**
 * How many processes of the cgroup the kernel has killed because memory ran out, its own or the host's:
 * `oom_kill` of memory.events (version 2) or memory.oom_control (version 1, Linux 4.13). Undefined when the
 * cgroup is gone.
 */
export function readOomKills(path: string): number | undefined {
  const text = readTextIfAny(
    cgroupFile(path, 'memory', cgroupVersion() === 2 ? 'memory.events' : 'memory.oom_control'),
  );
  const kills = /^oom_kill (\d+)$/m.exec(text ?? '')?.[1];
  return kills === undefined ? undefined : Number(kills);
}
