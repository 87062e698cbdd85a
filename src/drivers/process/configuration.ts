import type { CgroupLimits } from '../../host/cgroup.ts';
import { formatBytes } from '../../model/units.ts';
import type { ImageUser } from '../../image/root/image-user.ts';

/** What nothing can keep from a plain process, since it is one of the host's. */
const INHERENT = {
  hostname: "the host's",
  'processes seen': "the host's",
  'root filesystem shared with': 'all instances of the variant',
  'shared memory (/dev/shm)': '64 MiB for all instances together',
  capabilities: "all of root's",
  'system call filter': 'none',
  'resource limits': "those of isodense's own process",
} as const;

/** What an instance really got, in the words that all technologies use for it. */
export function describeConfiguration(
  limits: CgroupLimits,
  user: ImageUser,
  rootKind: 'overlay' | 'copy',
  stopSignal: string,
): Readonly<Record<string, string>> {
  return {
    'memory limit': limits.memoryBytes === undefined ? 'none' : formatBytes(limits.memoryBytes),
    'CPU limit': limits.cpuQuota === undefined ? 'none' : `${limits.cpuQuota} cores`,
    'CPU weight':
      limits.cpuWeight === undefined ? 'none' : `${Math.round((limits.cpuWeight * 1024) / 100)} shares`,
    'CPUs allowed': limits.cpuset ?? 'all',
    'process limit': limits.pids === undefined ? 'none' : String(limits.pids),
    network: 'host',
    ...INHERENT,
    user: `${user.uid}:${user.gid}`,
    'removed by': `${stopSignal}, then SIGKILL`,
    'root filesystem':
      rootKind === 'overlay' ? 'one overlay for all instances' : 'one copy for all instances',
  };
}
