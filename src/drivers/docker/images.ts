import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { openForReading } from '../../host/files.ts';
import { settlesWithin } from '../../host/settles-within.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { Owner } from '../../model/owner.ts';
import type { PreparedImage } from '../../image/image.ts';
import { translate } from './errors.ts';
import { followProgress } from './follow-progress.ts';
import { hasImage, removeImageName } from './image-names.ts';

/**
 * Repository of every tag that isodense makes. The address cannot be a registry, so a stray pull fails at
 * once.
 */
export const TAG_REPOSITORY = '127.0.0.1:1/isodense';

/** Our tags of images in one engine. An image is removed with our tag unless somebody else's tag holds it. */
export class EngineImages implements AsyncDisposable {
  readonly #docker: Dockerode;
  readonly #owner: Owner;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  /** Loads of tags, under way or done, so that concurrent launches load once. */
  readonly #present = new Map<string, Promise<void>>();
  readonly #loaded = new Set<string>();

  constructor(docker: Dockerode, owner: Owner, clock: Clock) {
    this.#docker = docker;
    this.#owner = owner;
    this.#clock = clock;
  }

  tagOf(image: PreparedImage): string {
    return ownTag(this.#owner, image.digest.slice('sha256:'.length, 'sha256:'.length + 12));
  }

  isPresent(image: PreparedImage): boolean {
    return this.#loaded.has(this.tagOf(image));
  }

  provide(image: PreparedImage): Promise<void> {
    const tag = this.tagOf(image);
    let loading = this.#present.get(tag);
    if (loading === undefined) {
      loading = this.#load(image, tag);
      this.#present.set(tag, loading);
      loading.then(
        () => this.#loaded.add(tag),
        () => this.#present.delete(tag),
      );
    }
    return loading;
  }

  /** Removes our tag and thereby the image. Throws when the image stays, since it is then not ours alone. */
  async forget(image: PreparedImage): Promise<void> {
    const tag = this.tagOf(image);
    if (this.#present.has(tag)) await removeImageName(this.#docker, tag);
    this.#drop(tag);
    if (await hasImage(this.#docker, image.digest)) {
      throw new IsodenseError(
        'unavailable',
        `the image ${image.description} cannot be made absent: the engine had it before isodense came`,
        {
          hint: 'a first launch with the image absent can be measured on an engine that does not have it, such as isodense’s own',
        },
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const loads = Promise.allSettled(this.#present.values());
    await settlesWithin(this.#clock, DEADLINES.loadAtTheEnd, loads);
    this.#closing.abort(new IsodenseError('internal', 'the engine was given up while an image was loaded'));
    await loads;
    for (const tag of [...this.#present.keys()]) {
      await removeImageName(this.#docker, tag);
      this.#drop(tag);
    }
  }

  #drop(tag: string): void {
    this.#present.delete(tag);
    this.#loaded.delete(tag);
  }

  async #load(image: PreparedImage, tag: string): Promise<void> {
    try {
      const answer = await this.#docker.loadImage(openForReading(image.archive), {
        abortSignal: this.#closing.signal,
      });
      let id: string | undefined;
      await followProgress(this.#docker, answer as Readable, this.#closing.signal, ({ stream = '' }) => {
        // an ID, or the name of an image that has one
        id = /Loaded image(?: ID)?: (\S+)/.exec(stream)?.[1] ?? id;
      });
      const [repo, name] = splitTag(tag);
      await this.#docker.getImage(id ?? image.digest).tag({ repo, tag: name });
    } catch (error) {
      throw translate(error, `loading the image ${image.description}`);
    }
  }
}

/** A tag that says whose it is. `what` has no hyphen. */
export function ownTag(owner: Owner, what: string): string {
  return `${TAG_REPOSITORY}:${owner.hostId}-${owner.id}-${what}`;
}

/** Who made a tag; undefined for one that another host made, or that is not ours at all. */
export function ownerOfTag(tag: string, hostId: string): string | undefined {
  const prefix = `${TAG_REPOSITORY}:${hostId}-`;
  const end = tag.lastIndexOf('-');
  return tag.startsWith(prefix) && end > prefix.length ? tag.slice(prefix.length, end) : undefined;
}

function splitTag(tag: string): [repository: string, name: string] {
  const colon = tag.lastIndexOf(':');
  return [tag.slice(0, colon), tag.slice(colon + 1)];
}
