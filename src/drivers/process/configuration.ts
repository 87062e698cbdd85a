import type { CgroupLimits } from '../../host/cgroup.ts';
import { formatBytes } from '../../model/units.ts';
import type { ImageUser } from './user.ts';

/** What an instance really got, in the words that all technologies use for it. */
export function describeConfiguration(limits: CgroupLimits, user: ImageUser, rootKind: 'overlay' | 'copy'): Readonly<Record<string, string>> {
  return {
    'memory limit': limits.memoryBytes === undefined ? 'none' : formatBytes(limits.memoryBytes),
    'CPU limit': limits.cpuQuota === undefined ? 'none' : `${limits.cpuQuota} cores`,
    'CPU weight': limits.cpuWeight === undefined ? 'none' : `${Math.round((limits.cpuWeight * 1024) / 100)} shares`,
    'CPUs allowed': limits.cpuset ?? 'all',
    'process limit': limits.pids === undefined ? 'none' : String(limits.pids),
    network: 'host',
    user: `${user.uid}:${user.gid}`,
    'root filesystem': rootKind === 'overlay' ? 'one overlay for all instances' : 'one copy for all instances',
  };
}
