import { join } from 'node:path';
import { ensureDirectory, fileExists, listDirectory, removeTree, renameUnlessTaken } from '../../host/files.ts';
import { NewTree, type SpecialFileRequest } from '../../host/new-tree.ts';
import { makeMissingDirectory, replaceByDirectory } from '../../host/tree.ts';
import { cacheKey, type PreparedImage } from '../../image/image.ts';
import type { DriverContext } from '../driver.ts';
import { insideRoot } from './inside-root.ts';

/** Devices that programs expect of any root filesystem; everything else of the host's /dev stays out of reach of `rm -rf`. */
const DEVICES: readonly SpecialFileRequest[] = [
  ['null', 1, 3],
  ['zero', 1, 5],
  ['full', 1, 7],
  ['random', 1, 8],
  ['urandom', 1, 9],
  ['tty', 5, 0],
].map(([name, major, minor]) => ({ path: `/${name}`, type: 'character' as const, major: Number(major), minor: Number(minor), attributes: { mode: 0o666, uid: 0, gid: 0, mtime: undefined } }));

const LINKS = { fd: '/proc/self/fd', stdin: '/proc/self/fd/0', stdout: '/proc/self/fd/1', stderr: '/proc/self/fd/2' } as const;

/** Directories that things are mounted on or that every container has, with their modes where the image lacks them. */
const PLACES = { proc: 0o755, dev: 0o755, tmp: 0o1777 } as const;

const directoryOf = (cacheDirectory: string): string => join(cacheDirectory, 'rootfs');

/** The image's root filesystem in the cache, unpacked now if it was not there. Never written to afterwards. */
export async function cachedRoot(context: DriverContext, image: PreparedImage, signal: AbortSignal): Promise<string> {
  // Closed to others: images bring set-user-ID programs, and directories that any user may write to.
  const cache = ensureDirectory(directoryOf(context.cacheDirectory), 0o700);
  const root = join(cache, cacheKey(image));
  if (fileExists(root)) return root;
  const partial = `${root}.${context.owner.id}.partial`;
  try {
    await unpackRoot(context, image, partial, signal);
    // Another run may have been faster: then its copy, of the same content, is as good.
    renameUnlessTaken(partial, root);
  } finally {
    removeTree(partial);
  }
  return root;
}

/** Unpacks the image with mount points and devices into a directory that does not exist yet. */
export async function unpackRoot(context: DriverContext, image: PreparedImage, directory: string, signal: AbortSignal): Promise<void> {
  removeTree(directory);
  ensureDirectory(directory, 0o700);
  await context.images.flatten(image, directory, signal);
  for (const [place, mode] of Object.entries(PLACES)) makeMissingDirectory(insideRoot(directory, place), mode);
  await makeDevices(insideRoot(directory, 'dev'), signal);
}

/** As in a container, whatever the image has under these names: a regular file as /dev/null would grow. */
async function makeDevices(directory: string, signal: AbortSignal): Promise<void> {
  for (const name of [...DEVICES.map(({ path }) => path.slice(1)), ...Object.keys(LINKS)]) removeTree(join(directory, name));
  const tree = new NewTree(directory);
  await tree.makeSpecialFiles(DEVICES, `/.isodense-devices`, signal);
  for (const [name, target] of Object.entries(LINKS)) tree.makeSymlink(`/${name}`, target, { mode: 0o777, uid: 0, gid: 0, mtime: undefined });
  replaceByDirectory(join(directory, 'shm'), 0o1777);
}

/** What a dead owner left in the cache while it unpacked. */
export function removePartialRoots(cacheDirectory: string, ownerId: string): string[] {
  const names = listDirectory(directoryOf(cacheDirectory)).filter((name) => name.endsWith(`.${ownerId}.partial`));
  const paths = names.map((name) => join(directoryOf(cacheDirectory), name));
  for (const path of paths) removeTree(path);
  return paths;
}
