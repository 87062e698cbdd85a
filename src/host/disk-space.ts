import { statSync, statfsSync } from 'node:fs';

/** Bytes that a file really takes on its disk; 0 while there is none. */
export function allocatedSize(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * 512;
}

/** Bytes of the file system that holds a path. */
export interface DiskSpace {
  readonly total: number;
  readonly used: number;
  /** What this user may still write: less than the rest where some of it is reserved for root. */
  readonly free: number;
}

export function spaceAt(path: string): DiskSpace {
  const { bavail, bfree, blocks, bsize } = statfsSync(path);
  return { total: blocks * bsize, used: (blocks - bfree) * bsize, free: bavail * bsize };
}
