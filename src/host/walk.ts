import type { Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { IsodenseError, messageOf } from '../model/errors.ts';

const SLASH = Buffer.from('/');
const EMPTY = Buffer.alloc(0);

export interface WalkedEntry {
  /**
   * Relative to the top, with forward slashes. For people and patterns: a byte that is not UTF-8 becomes
   * U+FFFD.
   */
  readonly path: string;
  /** The same, as bytes of the file system. */
  readonly rawPath: Buffer;
  readonly kind: 'directory' | 'file' | 'link' | 'fifo' | 'device' | 'socket';
  readonly stats: Stats;
  /** The target of a symbolic link, as bytes of the file system; empty for everything else. */
  readonly target: Buffer;
}

/** What to do with an entry: include it, and look below it if it is a directory. */
export interface WalkChoice {
  readonly take: boolean;
  readonly descend: boolean;
}

/**
 * The chosen entries below a directory, each directory before its content, names in byte order. Links are
 * never followed.
 *
 * @throws IsodenseError (usage) with the path that cannot be read
 */
export async function* walk(
  top: string,
  choose: (path: string, isDirectory: boolean) => WalkChoice,
  below: Buffer = EMPTY,
): AsyncGenerator<WalkedEntry> {
  const directory = below.length === 0 ? Buffer.from(top) : pathBelow(top, below);
  const names = await readable(directory.toString(), () => readdir(directory, { encoding: 'buffer' }));
  for (const name of names.sort((a, b) => Buffer.compare(a, b))) {
    const rawPath = below.length === 0 ? name : Buffer.concat([below, SLASH, name]);
    const at = pathBelow(top, rawPath);
    const [path, shownPath] = [rawPath.toString(), at.toString()];
    const stats = await readable(shownPath, () => lstat(at));
    const choice = choose(path, stats.isDirectory());
    const kind = kindOf(stats);
    if (choice.take)
      yield {
        path,
        rawPath,
        kind,
        stats,
        target:
          kind === 'link' ? await readable(shownPath, () => readlink(at, { encoding: 'buffer' })) : EMPTY,
      };
    if (stats.isDirectory() && choice.descend) yield* walk(top, choose, rawPath);
  }
}

/** The path of an entry that a walk of `top` found. */
export function pathBelow(top: string, rawPath: Buffer): Buffer {
  return Buffer.concat([Buffer.from(top), SLASH, rawPath]);
}

export async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new IsodenseError('usage', `${path} cannot be read: ${messageOf(error)}`, {
      hint: 'make it readable, or exclude it',
      cause: error,
    });
  }
}

function kindOf(stats: Stats): WalkedEntry['kind'] {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFile()) return 'file';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : 'device';
}
