import type Dockerode from 'dockerode';
import type { Readable } from 'node:stream';
import { writeStream } from '../../host/files.ts';
import type { ImageEngine } from '../../image/sources/engine.ts';
import { unlessAborted } from '../deadline.ts';
import type { DriverContext } from '../driver.ts';
import { buildImage } from './build/build.ts';
import type { Engine } from './engine.ts';
import { hasImage, removeImageName } from './image-names.ts';
import { ownTag } from './images.ts';
import { Puller } from './registry/pull.ts';

/** @param open opens the engine when it is first needed */
export function createImageEngine(
  context: DriverContext,
  open: (signal: AbortSignal) => Promise<Engine>,
): ImageEngine {
  return {
    save: async (reference, file, signal) => {
      const engine = await open(signal);
      signal.throwIfAborted();
      const isOurs = !(await hasImage(engine.docker, reference));
      try {
        if (isOurs) await new Puller(context, engine).pull(reference, signal);
        await save(engine.docker, reference, file, signal);
      } finally {
        // also when the pull was interrupted as it ended
        if (isOurs) await removeImageName(engine.docker, reference);
      }
    },
    build: async (request, file, signal) => {
      const engine = await open(signal);
      signal.throwIfAborted();
      const tag = ownTag(context.owner, 'build');
      await using _bases = await buildImage(engine.docker, new Puller(context, engine), request, tag, signal);
      try {
        await save(engine.docker, tag, file, signal);
      } finally {
        await removeImageName(engine.docker, tag);
      }
    },
  };
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
