import { statSync, statfsSync } from 'node:fs';

/** The bytes that a file actually takes on disk; 0 if it does not exist. */
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
