import { join } from 'node:path';
import { runCommand } from '../host/command.ts';
import { ensureDirectory, realPath, removeTree, writeTextAtomically } from '../host/files.ts';
import { IsodenseError } from '../model/errors.ts';
import { readArchive } from './archive.ts';

/**
 * Copies one image of a docker-archive into another that names nothing: an engine that loads an archive makes the
 * tags in it, and moves those that it has, so a user's archive must not be loaded as it is. Old archives keep a layer
 * that occurs twice as a symbolic link; those become files.
 */
export async function repackWithoutTags(archive: string, file: string, scratch: string, signal: AbortSignal): Promise<void> {
  const { layers, configName } = await readArchive(archive, signal);
  const directory = realPath(ensureDirectory(scratch))!;
  try {
    await runCommand('tar', ['-xf', archive, '-C', directory, '--no-same-owner'], { signal });
    const members = [...new Set([configName, ...layers])];
    for (const member of members) refuseOutside(archive, directory, member);
    writeTextAtomically(join(directory, 'manifest.json'), JSON.stringify([{ Config: configName, RepoTags: null, Layers: layers }]));
    await runCommand('tar', ['-cf', file, '-C', directory, '--dereference', '--hard-dereference', '--owner=0', '--group=0', '--numeric-owner', '--', 'manifest.json', ...members], { signal });
  } finally {
    removeTree(directory);
  }
}

/** A link in the archive could point at any file of this host. */
function refuseOutside(archive: string, directory: string, member: string): void {
  const real = realPath(join(directory, member));
  if (real?.startsWith(`${directory}/`) === true) return;
  throw new IsodenseError('usage', `${archive}: ${member}, which its manifest.json names, ${real === undefined ? 'is not in it' : 'points outside of it'}`, { hint: 'make the archive anew with: docker save -o FILE IMAGE' });
}
