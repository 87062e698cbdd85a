import { chmodSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { nextTurn } from './event-loop.ts';

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
  /** A file with several names counts once. The top is not counted. */
  readonly inodes: number;
  /** Number of names in the largest directory. */
  readonly largestDirectory: number;
  /** Blocks that the tree takes, holes left out. */
  readonly blocks: number;
  /** The same with holes filled: the space that it can take if this filesystem compresses. */
  readonly fullBlocks: number;
}

/**
 * Bytes of a directory entry beside its name, which is padded to four
 * (Documentation/filesystems/ext4/directory.rst).
 */
const ENTRY_HEADER = 8;
/** A shorter link is kept in its inode. */
const SHORT_LINK = 60;
/** An index splits a directory's blocks and leaves them half full. */
const HALF_FULL = 2;
const LOOK_UP_EVERY = 1_000;
const SLASH = Buffer.from('/');

/**
 * The space that a tree takes on an ext4 filesystem with blocks of this size. Rejects with the signal's
 * reason when it aborts.
 */
export async function treeSize(top: string, blockSize: number, signal: AbortSignal): Promise<TreeSize> {
  const seen = new Set<string>();
  const size = { inodes: 0, largestDirectory: 0, blocks: 0, fullBlocks: 0 };
  const pending = [Buffer.from(top)];
  let names = 0;
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    const before = names;
    let entries = 0;
    // As bytes: a name need not be UTF-8, and a wrongly decoded name is not found.
    for (const entry of await readdir(directory, { withFileTypes: true, encoding: 'buffer' })) {
      names += 1;
      if (names % LOOK_UP_EVERY === 0) await nextTurn();
      signal.throwIfAborted();
      entries += ENTRY_HEADER + Math.ceil(entry.name.length / 4) * 4;
      const path = Buffer.concat([directory, SLASH, entry.name]);
      const stats = lstatSync(path);
      if (entry.isDirectory()) pending.push(path);
      else if (stats.nlink > 1) {
        const inode = `${stats.dev}:${stats.ino}`;
        if (seen.has(inode)) continue;
        seen.add(inode);
      }
      size.inodes += 1;
      const { held, full } = entry.isDirectory() ? { held: 0, full: 0 } : blocksOf(stats, blockSize);
      size.blocks += held;
      size.fullBlocks += full;
    }
    const own = entries < blockSize / HALF_FULL ? 1 : Math.ceil((entries * HALF_FULL) / blockSize) + 1;
    size.blocks += own;
    size.fullBlocks += own;
    size.largestDirectory = Math.max(size.largestDirectory, names - before);
  }
  return size;
}

/** At most one block more than allocated: for extended attributes that did not fit into the inode. */
function blocksOf(stats: Stats, blockSize: number): { readonly held: number; readonly full: number } {
  const allocated = Math.ceil((stats.blocks * 512) / blockSize);
  if (!stats.isFile()) {
    const full = Math.max(allocated, stats.isSymbolicLink() && stats.size >= SHORT_LINK ? 1 : 0);
    return { held: full, full };
  }
  const full = Math.max(Math.ceil(stats.size / blockSize) + 1, allocated);
  return { held: Math.min(allocated, full), full };
}

/**
 * Creates a directory and its parents if missing. The mode is exact, whatever the umask; parents get 0755.
 */
export function makeMissingDirectory(path: string, mode: number): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  for (
    let missing = mkdirSync(path, { recursive: true });
    missing !== undefined;
    missing = nextBelow(missing, path)
  )
    chmodSync(missing, 0o755);
  chmodSync(path, mode);
}

/** The directory below `above` on the way to `path`; undefined once that is reached. */
function nextBelow(above: string, path: string): string | undefined {
  if (above === path) return undefined;
  return join(above, relative(above, path).split('/')[0]!);
}
