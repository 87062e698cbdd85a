import { existsSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { IsodenseError } from '../model/errors.ts';
import { openOwnDirectory } from './own-directory.ts';
import { ownUserId } from './platform.ts';

/** The form of the ids under which isodense processes keep their directories (see model/owner.ts). */
export const OWNER_ID = /^isd[0-9a-z]{1,9}$/;

/** What the drivers and the setup scripts keep in the cache. */
const CACHED: ReadonlySet<string> = new Set(['disks', 'kernels', 'programs', 'rootfs', 'vmlinux']);

/**
 * Data that outlives runs and only saves time: exported root filesystems, VM disks, guest kernels.
 * $ISODENSE_CACHE, else $XDG_CACHE_HOME/isodense, else ~/.cache/isodense. Safe to delete at any time.
 */
export function cacheDirectory(): string {
  return setting('ISODENSE_CACHE') ?? join(setting('XDG_CACHE_HOME') ?? join(home(), '.cache'), 'isodense');
}

/**
 * Data of running isodense processes, one directory each, emptied by them or by a sweep. On disk and not on
 * a tmpfs, since files in memory would be measured as memory of the instances.
 */
export function stateRoot(): string {
  const base = existsSync('/var/tmp') ? '/var/tmp' : tmpdir();
  return setting('ISODENSE_STATE') ?? join(base, `isodense-${ownUserId()}`);
}

/**
 * The state root, created or checked: sweeps that run as root trust its content.
 * @throws IsodenseError if it belongs, or could belong, to somebody else
 */
export function openStateRoot(): string {
  const isOurs = (name: string): boolean =>
    OWNER_ID.test(name.replace(/^new-/, '')) || name.startsWith('measuring.');
  return openOwnDirectory({ path: stateRoot(), what: 'state directory', variable: 'ISODENSE_STATE', isOurs });
}

/**
 * The cache, created or checked: programs and root filesystems from it are run as root. If it cannot be
 * created, the code that needs it reports that: a run of containers alone does not.
 * @throws IsodenseError if it belongs, or could belong, to somebody else
 */
export function openCacheDirectory(): string {
  const path = cacheDirectory();
  try {
    return openOwnDirectory({
      path,
      what: 'cache',
      variable: 'ISODENSE_CACHE',
      isOurs: (name) => CACHED.has(name),
    });
  } catch (error) {
    if (error instanceof IsodenseError && error.cause !== undefined) return path;
    throw error;
  }
}

/** An empty variable counts as not set, as in the XDG base directory specification. */
function setting(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === '' ? undefined : resolve(value);
}

function home(): string {
  try {
    return setting('HOME') === undefined ? userInfo().homedir : homedir();
  } catch (cause) {
    throw new IsodenseError('usage', 'this user has no home directory for the cache', {
      hint: 'set ISODENSE_CACHE to a directory that only this user can write to',
      cause,
    });
  }
}
