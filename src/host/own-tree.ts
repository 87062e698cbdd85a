import { existsSync, lstatSync, rmSync } from 'node:fs';
import { IsodenseError } from '../model/errors.ts';
import { tryCommand } from './command.ts';
import { unmountBelow } from './mount.ts';
import { mountsBelow } from './procfs.ts';

/**
 * Removes a directory of ours with everything in it, and nothing else: mounts are unmounted first, and
 * links are removed, not followed. Returns the mount points that were found; does nothing if there is no
 * such directory.
 * @throws IsodenseError (unavailable) if something stays
 */
export async function removeOwnTree(directory: string): Promise<string[]> {
  const stat = lstatSync(directory, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) {
    rmSync(directory, { force: true });
    return [];
  }
  const mounts = await unmountBelow(directory);
  const left = mountsBelow(directory);
  if (left.length > 0)
    throw new IsodenseError('unavailable', `still mounted: ${left.join(', ')}`, {
      hint: `umount ${left.join(' ')}, then isodense sweep`,
    });
  // GNU rm works from open directories, so it handles trees that are deeper than the longest path. BusyBox
  // has no --one-file-system; nothing is mounted here any more.
  const { stderr } = await tryCommand('rm', ['-rf', '--', directory]);
  if (existsSync(directory))
    throw new IsodenseError(
      'unavailable',
      `${directory} cannot be removed: ${stderr.trim().split('\n')[0] ?? ''}`,
      { hint: 'remove it, or end the process that uses it, then run isodense sweep' },
    );
  return mounts;
}
