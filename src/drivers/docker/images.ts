import type Dockerode from 'dockerode';
import { openForReading } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { Owner } from '../../model/owner.ts';
import type { PreparedImage } from '../../image/image.ts';
import { statusOf, translate } from './errors.ts';

/** Repository of every tag that isodense makes. The address cannot be a registry, so a stray pull fails at once. */
export const TAG_REPOSITORY = '127.0.0.1:1/isodense';

/** Our tags of images in one engine. An image is removed with our tag unless somebody else's tag holds it. */
export class EngineImages implements AsyncDisposable {
  readonly #docker: Dockerode;
  readonly #owner: Owner;
  /** Tags that are in place now, and the loads under way, so that concurrent launches load once. */
  readonly #present = new Map<string, Promise<void>>();

  constructor(docker: Dockerode, owner: Owner) {
    this.#docker = docker;
    this.#owner = owner;
  }

  tagOf(image: PreparedImage): string {
    return `${TAG_REPOSITORY}:${this.#owner.hostId}-${this.#owner.id}-${image.digest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
  }

  isPresent(image: PreparedImage): boolean {
    return this.#present.has(this.tagOf(image));
  }

  provide(image: PreparedImage): Promise<void> {
    const tag = this.tagOf(image);
    let loading = this.#present.get(tag);
    if (loading === undefined) {
      loading = this.#load(image, tag);
      this.#present.set(tag, loading);
      loading.catch(() => this.#present.delete(tag));
    }
    return loading;
  }

  /** Removes our tag and thereby the image. Throws when the image stays, since it is then not ours alone. */
  async forget(image: PreparedImage): Promise<void> {
    const tag = this.tagOf(image);
    if (this.#present.has(tag)) await this.#untag(tag);
    this.#present.delete(tag);
    if (await this.#exists(image.digest)) {
      throw new IsodenseError('unavailable', `the image ${image.description} cannot be made absent: the engine had it before isodense came`, {
        hint: 'a first launch with the image absent can be measured on an engine that does not have it, such as isodense’s own',
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tag of [...this.#present.keys()]) {
      await this.#untag(tag);
      this.#present.delete(tag);
    }
  }

  async #load(image: PreparedImage, tag: string): Promise<void> {
    try {
      const answer = await this.#docker.loadImage(openForReading(image.archive));
      const id = await loadedReference(answer);
      const [repo, name] = splitTag(tag);
      await this.#docker.getImage(id ?? image.digest).tag({ repo, tag: name });
    } catch (error) {
      throw translate(error, `loading the image ${image.description}`);
    }
  }

  async #untag(tag: string): Promise<void> {
    try {
      await this.#docker.getImage(tag).remove();
    } catch (error) {
      if (statusOf(error) !== 404) throw translate(error, `removing the image tag ${tag}`);
    }
  }

  async #exists(digest: string): Promise<boolean> {
    try {
      await this.#docker.getImage(digest).inspect();
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw translate(error, `looking for the image ${digest}`);
    }
  }
}

export function splitTag(tag: string): [repository: string, name: string] {
  const colon = tag.lastIndexOf(':');
  return [tag.slice(0, colon), tag.slice(colon + 1)];
}

/** The engine answers a load with JSON lines; the last names what was loaded (`Loaded image ID: sha256:…` or `Loaded image: name`). */
async function loadedReference(answer: NodeJS.ReadableStream): Promise<string | undefined> {
  let text = '';
  for await (const chunk of answer) text += chunk.toString();
  const failure = /"error":"((?:[^"\\]|\\.)*)"/.exec(text);
  if (failure?.[1] !== undefined) throw new Error(failure[1]);
  return /Loaded image(?: ID)?: ([^"\\\s]+)/.exec(text)?.[1];
}
