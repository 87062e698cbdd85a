import { statSync, statfsSync } from 'node:fs';

/** Bytes that a file really takes on its disk; 0 while there is none. */
export function allocatedSize(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}

/** Bytes of the file system that holds a path: what this user may still write, and all of it. */
export function spaceAt(path: string): { readonly free: number; readonly total: number } {
  const { bavail, blocks, bsize } = statfsSync(path);
  return { free: bavail * bsize, total: blocks * bsize };
}
