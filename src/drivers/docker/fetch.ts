import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';
import { writeStream } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';
import type { ImageSource } from '../../model/scenario.ts';
import { unlessAborted } from '../deadline.ts';
import type { DriverContext } from '../driver.ts';
import { buildImage } from './build/build.ts';
import type { Engine } from './engine.ts';
import { hasImage, removeImageName } from './image-names.ts';
import { ownTag } from './images.ts';
import { Puller } from './registry/pull.ts';

/**
 * Writes the image as a docker-archive: pulled when the engine lacks it, built from a directory when asked
 * to.
 */
export async function fetchImage(
  context: DriverContext,
  engine: Engine,
  source: ImageSource,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const puller = new Puller(context, engine);
  if (source.kind === 'ref') {
    const isOurs = !(await hasImage(engine.docker, source.ref));
    try {
      if (isOurs) await puller.pull(source.ref, signal);
      await save(engine.docker, source.ref, file, signal);
    } finally {
      // also when the pull was interrupted as it ended
      if (isOurs) await removeImageName(engine.docker, source.ref);
    }
  } else if (source.kind === 'build') {
    const tag = ownTag(context.owner, 'build');
    await using _bases = await buildImage(engine.docker, puller, source, tag, signal);
    try {
      await save(engine.docker, tag, file, signal);
    } finally {
      await removeImageName(engine.docker, tag);
    }
  } else {
    throw new IsodenseError('internal', `an engine is not needed for an image of kind ${source.kind}`);
  }
}

async function save(docker: Dockerode, name: string, file: string, signal: AbortSignal): Promise<void> {
  const answer = docker.getImage(name).get();
  try {
    await writeStream(file, await unlessAborted(answer, signal), signal);
  } catch (error) {
    if (signal.aborted)
      answer.then(
        (stream) => (stream as Readable).destroy(),
        () => {},
      ); // the engine stops when its reader leaves
    signal.throwIfAborted();
    throw error;
  }
}
