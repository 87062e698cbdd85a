import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';
import { packDirectory } from '../../../host/pack-directory.ts';
import type { BuildContext } from '../../../image/sources/build/context.ts';
import { imagesNamedIn } from '../../../image/sources/build/named-images.ts';
import type { BuildRequest } from '../../../image/sources/engine.ts';
import { IsodenseError } from '../../../model/errors.ts';
import { saidBy } from '../errors.ts';
import { followProgress } from '../follow-progress.ts';
import { keyOf } from '../registry/credentials.ts';
import { headerOf, type Puller } from '../registry/pull.ts';
import { BaseImages, type AbsentBase } from './bases.ts';
import { buildKitNeedOf } from './buildkit-need.ts';
import { buildFailure } from './failure.ts';
import { BuildProgress } from './progress.ts';

type Builder = 'buildkit' | 'classic';

/**
 * Builds an image as `docker build` would and names it.
 *
 * The classic builder is taken where it suffices, since what it leaves goes with the image; BuildKit where
 * the Dockerfile needs it, and its cache stays in the engine.
 *
 * @returns the base images that came with the build, to be removed after the image
 * @throws IsodenseError (usage) with file and line for what is wrong with the Dockerfile or its files;
 * (unavailable) when a base image is not available
 */
export async function buildImage(
  docker: Dockerode,
  puller: Puller,
  { context, target, args }: BuildRequest,
  tag: string,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  const need = buildKitNeedOf(context.text);
  const builder: Builder = need === undefined ? 'classic' : await builderFor(docker, context, need);
  const bases = await BaseImages.of(imagesNamedIn(context.text, args), docker, puller, signal);
  try {
    const absent = builder === 'buildkit' ? await bases.pullPrivate(signal) : bases.absent;
    await send(
      docker,
      context,
      {
        t: tag,
        dockerfile: context.dockerfile,
        target,
        buildargs: args,
        forcerm: true,
        ...(builder === 'buildkit' ? { version: '2' } : registryConfig(absent)),
      },
      absent,
      builder,
      signal,
    );
    return bases;
  } catch (error) {
    await bases[Symbol.asyncDispose]();
    throw error;
  }
}

async function send(
  docker: Dockerode,
  context: BuildContext,
  options: object,
  absent: readonly AbsentBase[],
  builder: Builder,
  signal: AbortSignal,
): Promise<void> {
  const progress = new BuildProgress();
  const tar = packDirectory(context.directory, (path, isDirectory) => context.choose(path, isDirectory));
  let unreadable: IsodenseError | undefined;
  tar.once('error', (error: unknown) => {
    if (error instanceof IsodenseError) unreadable = error;
  });
  try {
    await followProgress(
      docker,
      (await docker.buildImage(tar, options)) as Readable,
      signal,
      ({ stream = '' }) =>
        builder === 'buildkit' ? progress.readBuildKit(stream) : progress.readText(stream),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable ?? buildFailure(saidBy(error), context, progress, error, absent);
  } finally {
    tar.destroy();
  }
}

/** The classic builder pulls with these. */
function registryConfig(absent: readonly AbsentBase[]): object {
  const found = absent.flatMap(({ registry, credentials }) =>
    credentials.kind === 'found' ? [[keyOf(registry), credentials.auth] as const] : [],
  );
  return found.length === 0 ? {} : { registryconfig: { base64: headerOf(Object.fromEntries(found)) } };
}

async function builderFor(
  docker: Dockerode,
  { dockerfile, directory }: BuildContext,
  { line, what }: { readonly line: number; readonly what: string },
): Promise<Builder> {
  const { Components, ApiVersion } = (await docker.version()) as {
    Components?: readonly { readonly Name: string }[];
    ApiVersion: string;
  };
  // Other engines, such as Podman, have one builder, and it knows all of this.
  if (Components?.some(({ Name }) => Name === 'Engine') !== true) return 'classic';
  const [major = 0, minor = 0] = ApiVersion.split('.').map(Number);
  if (major > 1 || minor >= 39) return 'buildkit';
  throw new IsodenseError(
    'usage',
    `building the image in ${directory}: ${dockerfile}:${line}: ${what} needs BuildKit, and this engine (API ${ApiVersion}) has none`,
    { hint: 'use Docker 20.10 or newer, or build the image elsewhere and use image: { archive: FILE }' },
  );
}
