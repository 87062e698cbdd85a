import { cgroupFile, cgroupVersion } from '../host/cgroup.ts';
import { fieldOf, numberAt } from './cgroup-fields.ts';
import type { FileReader } from './readers.ts';

/** Files from which a cgroup's charged memory is computed. */
export interface ChargedMemoryFiles {
  /** v1 memory.usage_in_bytes, v2 memory.current: everything charged, page cache included. */
  readonly usage: string;
  /** memory.stat of either version. */
  readonly stat: string;
}

/**
 * Memory charged to a cgroup and its descendants without the file cache that the kernel would drop first, in
 * bytes:
 *
 *     v1: memory.usage_in_bytes − total_inactive_file   (memory.stat)
 *     v2: memory.current        − inactive_file         (memory.stat, hierarchical in v2)
 *
 * which is what `docker stats` and the kubelet's working set subtract, too. Never below 0: the two files are
 * read one after the other. Undefined when the cgroup is gone.
 */
function chargedBytes(usage: Buffer, stat: Buffer): number | undefined {
  const used = numberAt(usage);
  const inactive = inactiveFileBytes(stat);
  return used === undefined || inactive === undefined ? undefined : Math.max(0, used - inactive);
}

export function inactiveFileBytes(stat: Buffer): number | undefined {
  return fieldOf(stat, 'total_inactive_file') ?? fieldOf(stat, 'inactive_file');
}

export function chargedMemoryFiles(cgroup: string, root?: string): ChargedMemoryFiles {
  const usage = cgroupVersion(root) === 2 ? 'memory.current' : 'memory.usage_in_bytes';
  return {
    usage: cgroupFile(cgroup, 'memory', usage, root),
    stat: cgroupFile(cgroup, 'memory', 'memory.stat', root),
  };
}

export function readChargedMemory(cgroup: string, read: FileReader, root?: string): number | undefined {
  const files = chargedMemoryFiles(cgroup, root);
  const usage = read(files.usage);
  const stat = read(files.stat);
  return usage === undefined || stat === undefined ? undefined : chargedBytes(usage, stat);
}
