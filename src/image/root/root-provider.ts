import { join } from 'node:path';
import { removeOwnTree } from '../../host/own-tree.ts';
import type { PreparedImage } from '../image.ts';
import { cachedRoot, unpackRoot, type RootCacheContext } from './root-cache.ts';

export interface RootProviderRequest<Root> {
  readonly context: RootCacheContext;
  readonly image: PreparedImage;
  /** Everything for the session is created in it; it contains nothing else. */
  readonly directory: string;
  /**
   * Creates what instances run from, in `directory`, from the unpacked image, which it must not change.
   */
  readonly make: (unpacked: string, directory: string, signal: AbortSignal) => Promise<Root>;
  /** The session's signal: when it aborts, unpacking stops. */
  readonly signal: AbortSignal;
}

/**
 * Puts the image in place for one session, normally from the cache that all runs share. After the image was
 * forgotten, it is unpacked for this session only: the cache stays, because an overlay of another run may
 * be using it, and still the next launch pays for everything that a host without the image pays for.
 */
export class RootProvider<Root> {
  readonly #request: RootProviderRequest<Root>;
  #forgotten = false;
  #current: Root | undefined;
  #providing: Promise<Root> | undefined;

  constructor(request: RootProviderRequest<Root>) {
    this.#request = request;
  }

  /** Undefined while the image is absent. */
  get current(): Root | undefined {
    return this.#current;
  }

  /**
   * Concurrent callers share one unpacking, so it does not stop with the signal of one of them, but with
   * the session's.
   */
  async provide(signal: AbortSignal): Promise<Root> {
    signal.throwIfAborted();
    this.#providing ??= this.#make().catch((error: unknown) => {
      this.#providing = undefined;
      throw error;
    });
    const root = await this.#providing;
    signal.throwIfAborted();
    return root;
  }

  /** Makes the image absent. Nothing may be running from it. */
  async forget(): Promise<void> {
    await this.remove();
    this.#forgotten = true;
  }

  /** Unmounts and removes the session's root; idempotent. */
  async remove(): Promise<void> {
    await this.#providing?.catch(() => {});
    this.#providing = undefined;
    this.#current = undefined;
    await removeOwnTree(this.#request.directory);
  }

  async #make(): Promise<Root> {
    const { context, image, directory, make, signal } = this.#request;
    let unpacked: string;
    if (this.#forgotten) {
      unpacked = join(directory, 'unpacked');
      await unpackRoot(context.images, image, unpacked, signal);
    } else {
      unpacked = await cachedRoot(context, image, signal);
    }
    this.#current = await make(unpacked, directory, signal);
    return this.#current;
  }
}
