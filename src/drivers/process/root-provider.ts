import { join } from 'node:path';
import { removeOwnTree } from '../../host/own-tree.ts';
import type { PreparedImage } from '../../image/image.ts';
import type { DriverContext } from '../driver.ts';
import type { Caller } from './caller.ts';
import { cachedRoot, unpackRoot } from './root-cache.ts';
import { makeSessionRoot, type SessionRoot } from './session-root.ts';

/**
 * Puts the image in place for one session. Normally from the cache that all runs share. Once the image was
 * forgotten, from an unpacking of the session's own: the cache stays, because an overlay of another run may
 * be using it, and yet the next launch pays for everything that a host without the image pays for.
 */
export class RootProvider {
  readonly #context: DriverContext;
  readonly #image: PreparedImage;
  readonly #caller: Caller;
  readonly #directory: string;
  readonly #signal: AbortSignal;
  #forgotten = false;
  #current: SessionRoot | undefined;
  #providing: Promise<SessionRoot> | undefined;

  constructor(
    context: DriverContext,
    image: PreparedImage,
    caller: Caller,
    directory: string,
    signal: AbortSignal,
  ) {
    this.#context = context;
    this.#image = image;
    this.#caller = caller;
    this.#directory = join(directory, 'image');
    this.#signal = signal;
  }

  /** Undefined while the image is absent. */
  get current(): SessionRoot | undefined {
    return this.#current;
  }

  /**
   * Concurrent callers share one unpacking, so it does not end with the signal of one of them, but with the
   * session's.
   */
  async provide(signal: AbortSignal): Promise<SessionRoot> {
    signal.throwIfAborted();
    this.#providing ??= this.#make().catch((error: unknown) => {
      this.#providing = undefined;
      throw error;
    });
    const root = await this.#providing;
    signal.throwIfAborted();
    return root;
  }

  /** Makes the image absent. Nothing may run from it. */
  async forget(): Promise<void> {
    await this.remove();
    this.#forgotten = true;
  }

  /** Unmounts and removes the session's root; idempotent. */
  async remove(): Promise<void> {
    await this.#providing?.catch(() => {});
    this.#providing = undefined;
    this.#current = undefined;
    await removeOwnTree(this.#directory);
  }

  async #make(): Promise<SessionRoot> {
    let image: string;
    if (this.#forgotten) {
      image = join(this.#directory, 'unpacked');
      await unpackRoot(this.#context, this.#image, image, this.#signal);
    } else {
      image = await cachedRoot(this.#context, this.#image, this.#signal);
    }
    this.#current = await makeSessionRoot({
      directory: this.#directory,
      image,
      config: this.#image.config,
      caller: this.#caller,
      signal: this.#signal,
    });
    return this.#current;
  }
}
