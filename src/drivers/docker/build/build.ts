import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';
import { packDirectory } from '../../../host/pack-directory.ts';
import { IsodenseError, messageOf } from '../../../model/errors.ts';
import type { BuildSource } from '../../../model/scenario.ts';
import { followProgress } from '../follow-progress.ts';
import { readContext, type BuildContext } from './context.ts';
import { buildKitNeedOf } from './dockerfile.ts';
import { buildFailure } from './failure.ts';
import { BuildProgress } from './progress.ts';

/**
 * Builds an image as `docker build` would and names it.
 *
 * The classic builder is taken where it suffices, since what it leaves goes with the image; BuildKit where the Dockerfile
 * needs it, and its cache stays in the engine.
 *
 * @throws IsodenseError (usage) with file and line for what is wrong with the Dockerfile or its files; (unavailable) when a base image cannot be had
 */
export async function buildImage(docker: Dockerode, source: BuildSource, tag: string, signal: AbortSignal): Promise<void> {
  const context = readContext(source);
  const need = buildKitNeedOf(context.text);
  const builder = need === undefined ? 'classic' : await builderFor(docker, context, need);
  const progress = new BuildProgress();
  const tar = packDirectory(context.directory, (path, isDirectory) => context.choose(path, isDirectory));
  let unreadable: IsodenseError | undefined;
  tar.once('error', (error: unknown) => {
    if (error instanceof IsodenseError) unreadable = error;
  });
  try {
    const options = { t: tag, dockerfile: context.dockerfile, target: source.target, buildargs: source.args, forcerm: true, ...(builder === 'buildkit' ? { version: '2' as const } : {}) };
    await followProgress(docker, (await docker.buildImage(tar, options)) as Readable, signal, (event) => progress.readText(event.stream ?? ''));
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable ?? buildFailure(saidBy(error), context, progress, error);
  } finally {
    tar.destroy();
  }
}

async function builderFor(docker: Dockerode, { dockerfile, directory }: BuildContext, { line, what }: { readonly line: number; readonly what: string }): Promise<'buildkit' | 'classic'> {
  const { Components, ApiVersion } = (await docker.version()) as { Components?: readonly { readonly Name: string }[]; ApiVersion: string };
  // Other engines, such as Podman, have one builder, and it knows all of this.
  if (Components?.some(({ Name }) => Name === 'Engine') !== true) return 'classic';
  const [major = 0, minor = 0] = ApiVersion.split('.').map(Number);
  if (major > 1 || minor >= 39) return 'buildkit';
  throw new IsodenseError('usage', `building the image in ${directory}: ${dockerfile}:${line}: ${what} needs BuildKit, and this engine (API ${ApiVersion}) has none`, { hint: 'use Docker 20.10 or newer, or build the image elsewhere and use image: { archive: FILE }' });
}

/** Without the wrapping of the client library. */
function saidBy(error: unknown): string {
  return messageOf(error).replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}
