import type { Driver, DriverSession } from '../drivers/driver.ts';
import type { PreparedImage } from '../image/image.ts';
import { messageOf } from '../model/errors.ts';
import type { Variant } from '../model/scenario.ts';

export interface Images {
  readonly workload: PreparedImage;
  /** The builtin worker; the same object where the scenario's own image is the builtin one. */
  readonly builtin: PreparedImage;
}

/** One session for each variant and image, opened when first needed and all closed at the end. */
export class Sessions implements AsyncDisposable {
  readonly #open = new Map<string, Promise<DriverSession>>();
  readonly #images: Images;
  readonly #driverOf: (variant: Variant) => Driver;

  constructor(images: Images, driverOf: (variant: Variant) => Driver) {
    this.#images = images;
    this.#driverOf = driverOf;
  }

  get(variant: Variant, kind: keyof Images, signal: AbortSignal): Promise<DriverSession> {
    const image = this.#images[kind];
    const same = this.#images.workload === this.#images.builtin;
    const key = `${variant.name}${same || kind === 'workload' ? '' : '-builtin'}`;
    let session = this.#open.get(key);
    if (session === undefined) {
      session = this.#driverOf(variant).open({ name: key, options: variant.options, image, signal });
      this.#open.set(key, session);
      session.catch(() => this.#open.delete(key));
    }
    return session;
  }

  /** Closes every session, also after one failed to, and throws what went wrong with any. */
  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = [...this.#open.values()];
    this.#open.clear();
    const results = await Promise.allSettled(sessions.map(async (session) => (await session)[Symbol.asyncDispose]()));
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }): unknown => reason);
    if (failures.length > 0) throw new AggregateError(failures, failures.map(messageOf).join('; '));
  }
}
