import type Dockerode from 'dockerode';
import { own } from '../../../model/own.ts';
import { hasImage, removeImageName } from '../image-names.ts';
import type { Puller } from '../registry/pull.ts';
import type { PullAttempt } from '../registry/pull-failure.ts';
import { directiveOf, readInstructions } from './dockerfile.ts';

/** An image that a Dockerfile takes from outside. */
export interface NamedImage {
  readonly image: string;
  /** Where the Dockerfile names it first. */
  readonly line: number;
}

/** One that the engine lacked before the build, and where it was to come from. */
export interface AbsentBase extends NamedImage, PullAttempt {
  /** Why it could not be pulled with its credentials before the build, where that was tried. */
  readonly refusal?: unknown;
}

/**
 * The images that a Dockerfile takes from outside: of its `# syntax`, FROM, `COPY --from` and `RUN
 * --mount=from`, with the ARGs before the first FROM filled in. Stages of its own are left out.
 */
export function imagesNamedIn(dockerfile: string, args: Readonly<Record<string, string>> = {}): NamedImage[] {
  const variables: Record<string, string> = {};
  const stages = new Set(['scratch']);
  const images = new Map<string, number>();
  const add = (written: string, line: number): void => {
    const image = expand(written, variables);
    if (image !== '' && !stages.has(image.toLowerCase()) && !/^\d+$/.test(image) && !images.has(image))
      images.set(image, line);
  };
  const syntax = directiveOf(dockerfile, 'syntax');
  if (syntax !== undefined) add(syntax.value.split(/\s/)[0]!, syntax.line);
  let isBeforeStages = true;
  for (const { name, text, line } of readInstructions(dockerfile)) {
    if (name === 'FROM') {
      isBeforeStages = false;
      const [, base, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(text) ?? [];
      if (base !== undefined) add(base, line);
      if (stage !== undefined) stages.add(stage.toLowerCase());
    } else if (name === 'ARG' && isBeforeStages) {
      for (const [, key, , value = ''] of text
        .slice('ARG'.length)
        .matchAll(/([A-Za-z_]\w*)(=("[^"]*"|'[^']*'|\S*))?/g)) {
        variables[key!] = own(args, key!) ?? expand(value.replace(/^(["'])(.*)\1$/, '$2'), variables);
      }
    } else if (name === 'COPY' || name === 'RUN') {
      const options = /^\S+((?:\s+--\S+)*)/.exec(text)![1]!; // not those of the command that it runs
      for (const [, image] of options.matchAll(name === 'COPY' ? /\s--from=(\S+)/g : /[=,]from=([^\s,]+)/g))
        add(image!, line);
    }
  }
  return [...images].map(([image, line]) => ({ image, line }));
}

/** `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`. */
function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))/g,
    (_, braced: string | undefined, operator: string | undefined, word = '', plain = '') => {
      const value = own(variables, braced ?? (plain as string)) ?? '';
      if (operator === '-') return value === '' ? expand(word as string, variables) : value;
      if (operator === '+') return value === '' ? '' : expand(word as string, variables);
      return value;
    },
  );
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
