import { tryCommand } from './command.ts';
import { DEADLINES } from '../model/deadlines.ts';
import { mountsBelow } from './procfs.ts';

/** Mounts, by mount(8). Needs root. */

const QUICK = { deadlineMs: DEADLINES.quickCommand } as const;

export interface OverlayLayers {
  /** Lower directory: read by all, changed by none. */
  readonly lower: string;
  /** Receives what is written. */
  readonly upper: string;
  /** An empty directory on the same file system as `upper`. */
  readonly work: string;
}

/**
 * False if the kernel refuses, for instance because `upper` itself is on an overlay or a path contains a
 * colon.
 */
export async function mountOverlay(target: string, layers: OverlayLayers): Promise<boolean> {
  const options = `lowerdir=${layers.lower},upperdir=${layers.upper},workdir=${layers.work}`;
  return (await tryCommand('mount', ['-t', 'overlay', 'overlay', '-o', options, target], QUICK)).code === 0;
}

/**
 * Unmounts everything at and below a directory, the deepest first. Returns the mount points that were
 * found.
 */
export async function unmountBelow(directory: string): Promise<string[]> {
  const first = mountsBelow(directory);
  // Repeatedly, as long as it helps: a mount can hide others, which cannot be reached until it is gone.
  for (let points = first, before = Infinity; points.length > 0 && points.length < before;) {
    before = points.length;
    for (const point of points) {
      const { code } = await tryCommand('umount', [point], QUICK);
      // Busy: another process uses it. It leaves the tree now and is removed with its last user.
      if (code !== 0) await tryCommand('umount', ['-l', point], QUICK);
    }
    points = mountsBelow(directory);
  }
  return first;
}
