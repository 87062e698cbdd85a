import type { Stats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { IsodenseError, messageOf } from '../model/errors.ts';

export interface WalkedEntry {
  /** From the top, with forward slashes. */
  readonly path: string;
  readonly kind: 'directory' | 'file' | 'link' | 'fifo' | 'device' | 'socket';
  readonly stats: Stats;
  /** Where a symbolic link points; empty for everything else. */
  readonly target: string;
}

/** What to do with an entry: take it, and look below it where it is a directory. */
export interface WalkChoice {
  readonly take: boolean;
  readonly descend: boolean;
}

/**
 * The entries below a directory that are chosen, each directory before what is in it, names in byte order. Links are never followed.
 *
 * @throws IsodenseError (usage) that names what cannot be read
 */
export async function* walk(top: string, choose: (path: string, isDirectory: boolean) => WalkChoice, below = ''): AsyncGenerator<WalkedEntry> {
  const names = await readable(join(top, below), () => readdir(join(top, below)));
  for (const name of names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    const path = below === '' ? name : `${below}/${name}`;
    const stats = await readable(join(top, path), () => lstat(join(top, path)));
    const choice = choose(path, stats.isDirectory());
    const kind = kindOf(stats);
    if (choice.take) yield { path, kind, stats, target: kind === 'link' ? await readable(join(top, path), () => readlink(join(top, path))) : '' };
    if (stats.isDirectory() && choice.descend) yield* walk(top, choose, path);
  }
}

export async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new IsodenseError('usage', `${path} cannot be read: ${messageOf(error)}`, { hint: 'make it readable, or exclude it', cause: error });
  }
}

function kindOf(stats: Stats): WalkedEntry['kind'] {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFile()) return 'file';
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isFIFO()) return 'fifo';
  return stats.isSocket() ? 'socket' : 'device';
}
