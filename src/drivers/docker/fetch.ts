import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';
import { writeStream } from '../../host/files.ts';
import type { Owner } from '../../model/owner.ts';
import type { ImageSource } from '../../model/scenario.ts';
import { IsodenseError } from '../../model/errors.ts';
import { buildImage } from './build/build.ts';
import { statusOf, translate } from './errors.ts';
import { followProgress } from './follow-progress.ts';
import { ownTag } from './images.ts';

/** Writes the image as a docker-archive: pulled when the engine lacks it, built from a directory when asked to. */
export async function fetchImage(docker: Dockerode, owner: Owner, source: ImageSource, file: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (source.kind === 'ref') {
    const pulled = await ensureRef(docker, source.ref, signal);
    try {
      await save(docker, source.ref, file);
    } finally {
      if (pulled) await docker.getImage(source.ref).remove();
    }
  } else if (source.kind === 'build') {
    const tag = ownTag(owner, 'build');
    await buildImage(docker, source, tag, signal);
    try {
      await save(docker, tag, file);
    } finally {
      await docker.getImage(tag).remove();
    }
  } else {
    throw new IsodenseError('internal', `an engine is not needed for an image of kind ${source.kind}`);
  }
}

async function save(docker: Dockerode, name: string, file: string): Promise<void> {
  await writeStream(file, await docker.getImage(name).get());
}

/** True when it had to be pulled, and is therefore ours to remove. */
async function ensureRef(docker: Dockerode, ref: string, signal: AbortSignal): Promise<boolean> {
  try {
    await docker.getImage(ref).inspect();
    return false;
  } catch (error) {
    if (statusOf(error) !== 404) throw translate(error, `looking for the image ${ref}`);
  }
  try {
    await followProgress(docker, (await docker.pull(ref)) as Readable, signal);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    throw translate(error, `pulling the image ${ref}`);
  }
}
