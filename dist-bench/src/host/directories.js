import { homedir, tmpdir } from 'node:os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
/**
 * What survives runs and only saves time: exported root filesystems, VM disks, guest kernels.
 * $ISODENSE_CACHE, else $XDG_CACHE_HOME/isodense, else ~/.cache/isodense. Safe to delete at any time.
 */
export function cacheDirectory() {
    return process.env['ISODENSE_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'isodense');
}
/**
 * What belongs to running isodense processes, one directory each; emptied by them or by a sweep.
 * On disk and not on a tmpfs, since files in memory would be measured as memory of the instances.
 */
export function stateRoot() {
    const base = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
    return process.env['ISODENSE_STATE'] ?? join(base, `isodense-${process.getuid?.() ?? 0}`);
}
//# sourceMappingURL=directories.js.map