import { join } from 'node:path';
import { runCommand } from '../../host/command.ts';
import { ensureDirectory, fileExists, findProgram, listDirectory, removeTree, renameUnlessTaken } from '../../host/files.ts';
import { treeSize } from '../../host/tree.ts';
import type { PreparedImage } from '../../image/image.ts';
import type { DriverContext } from '../driver.ts';

const BLOCK = 4096;
const INODE = 256;
/** Group descriptors, bitmaps, lost+found: less than this for any size. */
const OVERHEAD = 4 * 2 ** 20;

const directoryOf = (cacheDirectory: string): string => join(cacheDirectory, 'disks');

/**
 * The images' root filesystems as disks, one a digest, kept in the cache and shared read-only by every VM.
 * Launches that find a disk absent at the same time wait for the same one.
 */
export class RootDisks {
  readonly #context: DriverContext;
  readonly #underway = new Map<string, Promise<void>>();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  pathOf(image: PreparedImage): string {
    return join(directoryOf(this.#context.cacheDirectory), `${image.digest.replace(':', '-')}.ext4`);
  }

  has(image: PreparedImage): boolean {
    return fileExists(this.pathOf(image));
  }

  /** Makes the disk if it is absent. */
  async provide(image: PreparedImage, signal: AbortSignal): Promise<string> {
    while (!this.has(image)) {
      const underway = this.#underway.get(image.digest);
      if (underway !== undefined) {
        await underway.catch(() => {}); // then the next one of those who wait tries, with its own signal
        signal.throwIfAborted();
        continue;
      }
      const making = this.#make(image, signal).finally(() => this.#underway.delete(image.digest));
      this.#underway.set(image.digest, making);
      await making;
    }
    return this.pathOf(image);
  }

  /** VMs that run keep the file open and are not disturbed. */
  forget(image: PreparedImage): void {
    removeTree(this.pathOf(image));
  }

  async #make(image: PreparedImage, signal: AbortSignal): Promise<void> {
    const disk = this.pathOf(image);
    ensureDirectory(directoryOf(this.#context.cacheDirectory));
    const root = `${disk}.root.${this.#context.owner.id}.partial`;
    const partial = `${disk}.${this.#context.owner.id}.partial`;
    for (const leftover of [root, partial]) removeTree(leftover);
    try {
      await this.#context.images.flatten(image, ensureDirectory(root), signal);
      await makeFilesystem(root, partial, signal);
      renameUnlessTaken(partial, disk);
    } finally {
      for (const leftover of [root, partial]) removeTree(leftover);
    }
  }
}

/** Needs no root: mke2fs copies the tree itself. No journal, since nobody will ever write to it. */
async function makeFilesystem(root: string, disk: string, signal: AbortSignal): Promise<void> {
  const { entries, bytes } = treeSize(root, BLOCK);
  const inodes = entries + 64;
  const blocks = Math.ceil((bytes * 1.02 + inodes * INODE + OVERHEAD) / BLOCK);
  const options = ['-q', '-F', '-t', 'ext4', '-O', '^has_journal', '-m', '0', '-b', String(BLOCK), '-I', String(INODE), '-N', String(inodes)];
  await runCommand(findProgram('mke2fs') ?? 'mke2fs', [...options, '-d', root, disk, String(blocks)], { signal });
}

/** What a dead owner left in the cache while it made a disk or unpacked a kernel. */
export function removePartials(cacheDirectory: string, ownerId: string): string[] {
  const paths = [directoryOf(cacheDirectory), join(cacheDirectory, 'vmlinux')].flatMap((directory) =>
    listDirectory(directory).filter((name) => name.endsWith(`.${ownerId}.partial`)).map((name) => join(directory, name)),
  );
  for (const path of paths) removeTree(path);
  return paths;
}

/** Owners of everything half-made in the cache. */
export function partialOwners(cacheDirectory: string): string[] {
  const names = [directoryOf(cacheDirectory), join(cacheDirectory, 'vmlinux')].flatMap(listDirectory);
  return [...new Set(names.flatMap((name) => /\.(isd-[a-z0-9]{10})\.partial$/.exec(name)?.[1] ?? []))];
}
