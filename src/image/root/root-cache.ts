import { join } from 'node:path';
import { ensureDirectory, fileExists, listDirectory, moveIntoPlace, removeTree } from '../../host/files.ts';
import { removeOwnTree } from '../../host/own-tree.ts';
import type { Owner } from '../../model/owner.ts';
import { cacheKey, type ImageTools, type PreparedImage } from '../image.ts';

/** Where root filesystems are kept, and how they are unpacked. */
export interface RootCacheContext {
  readonly owner: Owner;
  readonly cacheDirectory: string;
  readonly images: ImageTools;
}

const directoryOf = (cacheDirectory: string): string => join(cacheDirectory, 'rootfs');

/** The image's root filesystem in the cache, unpacked now if missing. Never written to afterwards. */
export async function cachedRoot(
  context: RootCacheContext,
  image: PreparedImage,
  signal: AbortSignal,
): Promise<string> {
  // Closed to others: images contain set-user-ID programs, and directories that any user may write to.
  const cache = ensureDirectory(directoryOf(context.cacheDirectory), 0o700);
  const root = join(cache, cacheKey(image));
  if (fileExists(root)) return root;
  const partial = `${root}.${context.owner.id}.partial`;
  try {
    await unpackRoot(context.images, image, partial, signal);
    // Another run may have been faster: then its copy, of the same content, is as good.
    await moveIntoPlace(partial, root, signal);
  } finally {
    removeTree(partial);
  }
  return root;
}

/** Unpacks the image into a new directory, replacing an existing one. */
export async function unpackRoot(
  images: ImageTools,
  image: PreparedImage,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  removeTree(directory);
  ensureDirectory(directory, 0o700);
  await images.flatten(image, directory, signal);
}

/** What a dead owner left in the cache while it unpacked. */
export async function removePartialRoots(cacheDirectory: string, ownerId: string): Promise<string[]> {
  const names = listDirectory(directoryOf(cacheDirectory)).filter((name) =>
    name.endsWith(`.${ownerId}.partial`),
  );
  const paths = names.map((name) => join(directoryOf(cacheDirectory), name));
  for (const path of paths) await removeOwnTree(path);
  return paths;
}
