import { join } from 'node:path';
import {
  ensureDirectory,
  fileExists,
  linkFile,
  listDirectory,
  moveIntoPlace,
  readTextIfAny,
  removeTree,
  writePublicFile,
} from '../../host/files.ts';
import type { PreparedImage } from '../../image/image.ts';
import {
  parsePreparedRoot,
  prepareRoot,
  preparedRootKey,
  type PreparedRoot,
} from '../../image/root/prepare-root.ts';
import { unpackRoot } from '../../image/root/root-cache.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { DriverContext } from '../driver.ts';
import { makeFilesystem } from './filesystem.ts';
import { SingleFlight } from './single-flight.ts';

/** Names end with the owner (see model/owner.ts) and what they are. */
const LEFTOVER = /\.(isd-?[a-z0-9]{1,10})\.(?:partial|held)(?:\.mnt)?$/;

/** Beside a disk, where the image's user and the places of its files are noted. */
const descriptionOf = (disk: string): string => `${disk}.json`;

/**
 * Undefined when there is none, or what is there is no description: a power failure can leave an empty file.
 */
function readDescription(disk: string): PreparedRoot | undefined {
  return parsePreparedRoot(readTextIfAny(descriptionOf(disk)) ?? '');
}

const directoryOf = (cacheDirectory: string): string => join(cacheDirectory, 'disks');

/**
 * The images' root filesystems as disks, one a digest, kept in the cache and shared read-only by every VM.
 * Launches that find a disk absent at the same time wait for the same one.
 */
export class RootDisks {
  readonly #context: DriverContext;
  readonly #flights = new Map<string, SingleFlight<string>>();
  /** By key. It stays true when a disk is forgotten: it is a fact about the image. */
  readonly #prepared = new Map<string, PreparedRoot>();

  constructor(context: DriverContext) {
    this.#context = context;
  }

  pathOf(image: PreparedImage): string {
    return join(directoryOf(this.#context.cacheDirectory), `${preparedRootKey(image)}.ext4`);
  }

  has(image: PreparedImage): boolean {
    return fileExists(this.pathOf(image)) && this.#describe(image) !== undefined;
  }

  /** What was found in the root filesystem when its disk was made. */
  preparedRoot(image: PreparedImage): PreparedRoot {
    const known = this.#describe(image);
    if (known === undefined)
      throw new IsodenseError(
        'internal',
        `expected the description of a disk in ${descriptionOf(this.pathOf(image))}, and there is none that can be read`,
        { hint: 'run it again, which makes a new disk' },
      );
    return known;
  }

  #describe(image: PreparedImage): PreparedRoot | undefined {
    const known = this.#prepared.get(preparedRootKey(image)) ?? readDescription(this.pathOf(image));
    if (known !== undefined) this.#prepared.set(preparedRootKey(image), known);
    return known;
  }

  /** Makes the disk if it is absent. */
  async provide(image: PreparedImage, signal: AbortSignal): Promise<string> {
    const flight = this.#flights.get(preparedRootKey(image)) ?? new SingleFlight();
    this.#flights.set(preparedRootKey(image), flight);
    return await flight.get(
      () => (this.has(image) ? this.pathOf(image) : undefined),
      () => this.#make(image, signal),
      signal,
    );
  }

  /**
   * Another name of the disk, made if absent, that keeps this disk when it is forgotten and another one is
   * made. One for each holder.
   */
  async hold(image: PreparedImage, holder: string, signal: AbortSignal): Promise<string> {
    const held = this.#heldBy(image, holder);
    removeTree(held);
    // forgotten in between
    while (!linkFile(await this.provide(image, signal), held)) signal.throwIfAborted();
    return held;
  }

  letGo(image: PreparedImage, holder: string): void {
    removeTree(this.#heldBy(image, holder));
  }

  /** VMs that run keep the file open and are not disturbed. */
  forget(image: PreparedImage): void {
    removeTree(this.pathOf(image));
    removeTree(descriptionOf(this.pathOf(image)));
  }

  #heldBy(image: PreparedImage, holder: string): string {
    return `${this.pathOf(image)}.${holder}.${this.#context.owner.id}.held`;
  }

  async #make(image: PreparedImage, signal: AbortSignal): Promise<string> {
    const disk = this.pathOf(image);
    ensureDirectory(directoryOf(this.#context.cacheDirectory));
    const root = `${disk}.root.${this.#context.owner.id}.partial`;
    const partial = `${disk}.${this.#context.owner.id}.partial`;
    const described = `${descriptionOf(disk)}.${this.#context.owner.id}.partial`;
    for (const leftover of [root, partial, described]) removeTree(leftover);
    try {
      await unpackRoot(this.#context.images, image, root, signal);
      const prepared = prepareRoot(root, image.config);
      await makeFilesystem({ root, disk: partial, of: image.description, signal, context: this.#context });
      writePublicFile(described, JSON.stringify(prepared));
      await moveIntoPlace(described, descriptionOf(disk), signal); // first, so that no disk is without one
      this.#prepared.set(preparedRootKey(image), prepared);
      await moveIntoPlace(partial, disk, signal);
      return disk;
    } finally {
      for (const leftover of [root, partial, described]) removeTree(leftover);
    }
  }
}

/** What a dead owner left in the cache: disks and kernels that it was making, and disks that it held. */
export function leftoversOf(cacheDirectory: string, ownerId: string): string[] {
  return [directoryOf(cacheDirectory), join(cacheDirectory, 'vmlinux')].flatMap((directory) =>
    listDirectory(directory)
      .filter((name) => LEFTOVER.exec(name)?.[1] === ownerId)
      .map((name) => join(directory, name)),
  );
}

/** Owners of everything in the cache that is not for good. */
export function leftoverOwners(cacheDirectory: string): string[] {
  const names = [directoryOf(cacheDirectory), join(cacheDirectory, 'vmlinux')].flatMap(listDirectory);
  return [...new Set(names.flatMap((name) => LEFTOVER.exec(name)?.[1] ?? []))];
}
