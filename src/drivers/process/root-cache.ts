import { join } from 'node:path';
import { runCommand } from '../../host/command.ts';
import { ensureDirectory, fileExists, listDirectory, removeTree, renameUnlessTaken } from '../../host/files.ts';
import type { PreparedImage } from '../../image/image.ts';
import type { DriverContext } from '../driver.ts';
import { insideRoot } from './inside-root.ts';

/** Devices that programs expect of any root filesystem; everything else of the host's /dev stays out of reach of `rm -rf`. */
const DEVICES = [
  ['null', 'c 1 3'],
  ['zero', 'c 1 5'],
  ['full', 'c 1 7'],
  ['random', 'c 1 8'],
  ['urandom', 'c 1 9'],
  ['tty', 'c 5 0'],
] as const;

const MAKE_DEVICES = [
  'set -e',
  'umask 0',
  ...DEVICES.map(([name, kind]) => `[ -e ${name} ] || mknod -m 666 ${name} ${kind}`),
  '[ -e fd ] || ln -s /proc/self/fd fd',
  ...['stdin', 'stdout', 'stderr'].map((name, descriptor) => `[ -e ${name} ] || [ -L ${name} ] || ln -s /proc/self/fd/${descriptor} ${name}`),
  '[ -e shm ] || mkdir -m 1777 shm',
].join('\n');

const directoryOf = (cacheDirectory: string): string => join(cacheDirectory, 'rootfs');

/** The image's root filesystem in the cache, unpacked now if it was not there. Never written to afterwards. */
export async function cachedRoot(context: DriverContext, image: PreparedImage, signal: AbortSignal): Promise<string> {
  const cache = ensureDirectory(directoryOf(context.cacheDirectory));
  const root = join(cache, image.digest.replace(':', '-'));
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
  ensureDirectory(directory);
  await context.images.flatten(image, directory, signal);
  for (const place of ['proc', 'dev', 'tmp']) ensureDirectory(insideRoot(directory, place));
  await runCommand('/bin/sh', ['-c', MAKE_DEVICES], { cwd: insideRoot(directory, 'dev'), signal });
}

/** What a dead owner left in the cache while it unpacked. */
export function removePartialRoots(cacheDirectory: string, ownerId: string): string[] {
  const names = listDirectory(directoryOf(cacheDirectory)).filter((name) => name.endsWith(`.${ownerId}.partial`));
  const paths = names.map((name) => join(directoryOf(cacheDirectory), name));
  for (const path of paths) removeTree(path);
  return paths;
}
