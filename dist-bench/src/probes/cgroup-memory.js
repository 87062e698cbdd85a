import { cgroupFile, cgroupVersion } from '../host/cgroup.js';
import { fieldOf, numberAt } from './cgroup-fields.js';
/**
 * Memory charged to a cgroup and its descendants without the file cache that the kernel would drop first, in bytes:
 *
 *     v1: memory.usage_in_bytes − total_inactive_file   (memory.stat)
 *     v2: memory.current        − inactive_file         (memory.stat, hierarchical in v2)
 *
 * which is what `docker stats` and the kubelet's working set subtract, too. Never below 0: the two files are read
 * one after the other. Undefined when the cgroup is gone.
 */
function chargedBytes(usage, stat) {
    const used = numberAt(usage);
    const inactive = inactiveFileBytes(stat);
    return used === undefined || inactive === undefined ? undefined : Math.max(0, used - inactive);
}
export function inactiveFileBytes(stat) {
    return fieldOf(stat, 'total_inactive_file') ?? fieldOf(stat, 'inactive_file');
}
export function chargedMemoryFiles(cgroup, root) {
    const usage = cgroupVersion(root) === 2 ? 'memory.current' : 'memory.usage_in_bytes';
    return { usage: cgroupFile(cgroup, 'memory', usage, root), stat: cgroupFile(cgroup, 'memory', 'memory.stat', root) };
}
export function readChargedMemory(cgroup, read, root) {
    const files = chargedMemoryFiles(cgroup, root);
    const usage = read(files.usage);
    const stat = read(files.stat);
    return usage === undefined || stat === undefined ? undefined : chargedBytes(usage, stat);
}
//# sourceMappingURL=cgroup-memory.js.map