import { join } from 'node:path';
import { runCommand } from '../../host/command.ts';
import { ensureDirectory, makeRootDirectory } from '../../host/files.ts';
import { mountOverlay } from '../../host/mount.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import type { ImageConfig } from '../image.ts';
import { prepareRoot, type PreparedRoot } from './prepare-root.ts';

/** A root filesystem that instances may write to, while the unpacked image stays unchanged. */
export interface WritableRoot extends PreparedRoot {
  readonly path: string;
  readonly kind: 'overlay' | 'copy';
}

/**
 * An overlay over the unpacked image, so that its pages are in memory once for everything that runs from
 * it; a copy if the kernel refuses an overlay. Everything is below `directory`, which removeOwnTree
 * removes. Needs root.
 */
export async function makeWritableRoot(
  unpacked: string,
  config: ImageConfig,
  directory: string,
  signal: AbortSignal,
): Promise<WritableRoot> {
  const path = ensureDirectory(join(directory, 'root'));
  // The overlay's top directory is the upper directory.
  const layers = {
    lower: unpacked,
    upper: makeRootDirectory(join(directory, 'upper')),
    work: ensureDirectory(join(directory, 'work')),
  };
  const kind = (await mountOverlay(path, layers)) ? 'overlay' : 'copy';
  if (kind === 'copy')
    await runCommand('cp', ['--archive', '--reflink=auto', `${unpacked}/.`, path], {
      signal,
      deadlineMs: DEADLINES.treeCopy,
    });
  return { path, kind, ...prepareRoot(path, config) };
}
