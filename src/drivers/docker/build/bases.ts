import type Dockerode from 'dockerode';
import type { NamedImage } from '../../../image/sources/build/named-images.ts';
import { hasImage, removeImageName } from '../image-names.ts';
import type { Puller } from '../registry/pull.ts';
import type { PullAttempt } from '../registry/pull-failure.ts';

/** One that the engine lacked before the build, and where it was to come from. */
export interface AbsentBase extends NamedImage, PullAttempt {
  /** Why it could not be pulled with its credentials before the build, where that was tried. */
  readonly refusal?: unknown;
}

/** The images that a build takes from registries. Disposal removes those that came with the build. */
export class BaseImages implements AsyncDisposable {
  readonly #docker: Dockerode;
  readonly #puller: Puller;
  /** Those that the engine lacked before the build. */
  readonly absent: readonly AbsentBase[];

  private constructor(docker: Dockerode, puller: Puller, absent: readonly AbsentBase[]) {
    this.#docker = docker;
    this.#puller = puller;
    this.absent = absent;
  }

  static async of(
    images: readonly NamedImage[],
    docker: Dockerode,
    puller: Puller,
    signal: AbortSignal,
  ): Promise<BaseImages> {
    const absent: AbsentBase[] = [];
    for (const named of images) {
      // What the engine does not take for a name is for the builder to refuse.
      if (!(await hasImage(docker, named.image).catch(() => true)))
        absent.push({ ...named, ...(await puller.attempt(named.image, signal)) });
    }
    return new BaseImages(docker, puller, absent);
  }

  /**
   * BuildKit takes credentials only from a session, but it uses images that the engine has: so those that
   * need credentials are pulled first. One that cannot be pulled is for the builder to miss: not every stage
   * is built.
   */
  async pullPrivate(signal: AbortSignal): Promise<readonly AbsentBase[]> {
    const missing: AbsentBase[] = [];
    for (const base of this.absent) {
      const refusal: unknown =
        base.credentials.kind === 'found'
          ? await this.#puller.pull(base.image, signal).then(
              () => undefined,
              (error: unknown) => error,
            )
          : undefined;
      signal.throwIfAborted();
      missing.push({ ...base, refusal });
    }
    return missing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { image } of this.absent) await removeImageName(this.#docker, image);
  }
}
