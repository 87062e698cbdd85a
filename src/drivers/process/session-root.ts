import { join } from 'node:path';
import { runCommand } from '../../host/command.ts';
import { ensureDirectory, fileExists, readBytes, removeTree, writeBytes } from '../../host/files.ts';
import { makeMissingDirectory } from '../../host/tree.ts';
import { mountOverlay, mountProc, unmountBelow } from '../../host/mount.ts';
import { mountsBelow } from '../../host/procfs.ts';
import { IsodenseError } from '../../model/errors.ts';
import { insideRoot } from './inside-root.ts';

/** What every engine gives a container too, so that names resolve. */
const HOST_FILES = ['/etc/hosts', '/etc/resolv.conf'] as const;

/**
 * The root filesystem that all instances of one session share and may write to: an overlay over the unpacked image,
 * so that its pages are in memory once and the image stays as it was; a copy where the kernel refuses an overlay.
 * All mounts are below `directory`, which belongs to the session.
 */
export interface SessionRoot {
  readonly path: string;
  readonly kind: 'overlay' | 'copy';
}

/** `image` is the unpacked image. A working directory that it lacks is made, as engines do. */
export async function makeSessionRoot(directory: string, image: string, workingDirectory: string): Promise<SessionRoot> {
  const path = ensureDirectory(join(directory, 'root'));
  const layers = { lower: image, upper: join(directory, 'upper'), work: ensureDirectory(join(directory, 'work')) };
  makeMissingDirectory(layers.upper, 0o755); // the root directory's mode, as the workload sees it
  const kind = (await mountOverlay(path, layers)) ? 'overlay' : 'copy';
  if (kind === 'copy') await runCommand('cp', ['--archive', '--reflink=auto', `${image}/.`, path]);
  makeMissingDirectory(insideRoot(path, workingDirectory), 0o755);
  for (const file of HOST_FILES) copyHostFile(path, file);
  const refused = await mountProc(insideRoot(path, '/proc'));
  if (refused !== undefined) {
    throw new IsodenseError('unavailable', `/proc could not be mounted for plain processes: ${refused}`, {
      hint: 'run isodense where root may mount file systems (a container needs --privileged)',
    });
  }
  return { path, kind };
}

function copyHostFile(root: string, file: string): void {
  const target = insideRoot(root, file);
  if (!fileExists(file) || fileExists(target)) return;
  makeMissingDirectory(insideRoot(root, '/etc'), 0o755);
  writeBytes(target, readBytes(file), 0o644);
}

/** Unmounts and removes everything below the session's directory. */
export async function removeSessionRoot(directory: string): Promise<void> {
  await unmountBelow(directory);
  const left = mountsBelow(directory);
  // Deleting through a live mount would delete what is mounted there.
  if (left.length > 0) throw new IsodenseError('internal', `still mounted: ${left.join(', ')}`, { hint: `umount ${left.join(' ')}, then isodense sweep` });
  removeTree(directory);
}
