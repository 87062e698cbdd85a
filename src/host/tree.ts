import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whole directory trees. Symbolic links are entries like any other, never followed. */

/** Paths of all regular files below a directory. */
export function listFilesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return listFilesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

export interface TreeSize {
  /** Everything in the tree, the top not counted. */
  readonly entries: number;
  /** Content of the regular files, each rounded up to whole blocks, plus one block for every directory. */
  readonly bytes: number;
}

/** What a tree would take on a filesystem with blocks of this many bytes. A file with several names counts once for each. */
export function treeSize(directory: string, blockSize: number): TreeSize {
  let entries = 0;
  let bytes = blockSize;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    entries += 1;
    if (entry.isDirectory()) {
      const inner = treeSize(path, blockSize);
      entries += inner.entries;
      bytes += inner.bytes;
    } else if (entry.isFile()) {
      bytes += Math.ceil(lstatSync(path).size / blockSize) * blockSize;
    } else {
      bytes += blockSize; // a long link's target
    }
  }
  return { entries, bytes };
}
