import { join } from 'node:path';
import { cacheDirectory } from '../../host/directories.ts';
import { isExecutableFile, listDirectory, listFiles, readBytes } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { TarEntry } from '../tar/pack.ts';

/**
 * Programs with their shared libraries as scripts/fetch-programs.sh unpacked them from the distribution's
 * packages, one directory per program and version in the cache:
 * `programs/stress-ng_0.15.06-2/{bin,lib,lib64}`.
 * @returns files for an image's root, sorted; a file in two programs is taken from the first
 * @throws IsodenseError (unavailable) if one of them is missing
 */
export function packagedPrograms(names: readonly string[], cache = cacheDirectory()): TarEntry[] {
  const entries = new Map<string, TarEntry>();
  for (const name of names) {
    const directory = newestTree(name, cache);
    for (const path of listFiles(directory)) {
      if (entries.has(path)) continue;
      const mode = isExecutableFile(join(directory, path)) ? 0o755 : 0o644;
      entries.set(path, { path, type: 'file', mode, content: readBytes(join(directory, path)) });
    }
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** By name: versions of one distribution release, of which the last is nearly always the newest. */
function newestTree(name: string, cache: string): string {
  const programs = join(cache, 'programs');
  const tree = listDirectory(programs).findLast((entry) => entry.startsWith(`${name}_`));
  if (tree !== undefined) return join(programs, tree);
  throw new IsodenseError(
    'unavailable',
    `this builtin image needs ${name}, which is not in the cache: expected ${programs}/${name}_*`,
    {
      hint: 'get it from the distribution with: sh scripts/fetch-programs.sh',
    },
  );
}
