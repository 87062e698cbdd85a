import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

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

/** Makes a directory, with parents, where there is none. The mode is exact, whatever the umask; parents get 0755. */
export function makeMissingDirectory(path: string, mode: number): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  for (let missing = mkdirSync(path, { recursive: true }); missing !== undefined; missing = nextBelow(missing, path)) chmodSync(missing, 0o755);
  chmodSync(path, mode);
}

/** The directory below `above` on the way to `path`; undefined when that is reached. */
function nextBelow(above: string, path: string): string | undefined {
  if (above === path) return undefined;
  return join(above, relative(above, path).split('/')[0]!);
}
