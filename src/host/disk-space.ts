import { statSync, statfsSync } from 'node:fs';

/** Bytes that a file really takes on its disk; 0 while there is none. */
export function allocatedSize(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}

/** Bytes that this user may still write to the filesystem of a directory. */
export function freeSpace(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
