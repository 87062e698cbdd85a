import { join } from 'node:path';
import { ensureDirectory } from '../host/files.ts';
import { hostArchitecture } from '../host/platform.ts';
import { IsodenseError } from '../model/errors.ts';
import type { ImageSource } from '../model/scenario.ts';
import type { PreparedImage } from './image.ts';
import { archiveFile } from './sources/archive-file.ts';
import { buildDirectory } from './sources/build-directory.ts';
import { builtin } from './sources/builtin.ts';
import type { ImageEngine } from './sources/engine.ts';
import { engineReference } from './sources/engine-reference.ts';
import type { Source } from './sources/source.ts';

/**
 * Gets the image once, as a verified file, before anything is timed; detects a foreign architecture.
 * @param engine for images that are pulled or built; absent if there are none
 */
export async function prepareImage(
  asked: ImageSource,
  directory: string,
  engine: ImageEngine | undefined,
  signal: AbortSignal,
): Promise<PreparedImage> {
  const archive = join(
    ensureDirectory(directory, 0o700),
    asked.kind === 'builtin' ? `builtin-${asked.name}.tar` : 'image.tar',
  );
  const source = sourceOf(asked, engine);
  const { digest, config } = await source.obtain(archive, signal);
  return {
    description: source.description,
    digest,
    archive,
    config,
    foreign: config.architecture !== hostArchitecture(),
  };
}

function sourceOf(asked: ImageSource, engine: ImageEngine | undefined): Source {
  switch (asked.kind) {
    case 'builtin':
      return builtin(asked.name);
    case 'ref':
      return engineReference(asked.ref, required(engine, asked.ref));
    case 'build':
      return buildDirectory(asked, required(engine, `an image built from ${asked.directory}`));
    case 'archive':
      return archiveFile(asked.file, asked.name);
  }
}

function required(engine: ImageEngine | undefined, what: string): ImageEngine {
  if (engine !== undefined) return engine;
  throw new IsodenseError('unavailable', `${what} needs a container engine, and none is available here`, {
    hint: 'save the image to a file on a host that has an engine, and use image: { archive: FILE }',
  });
}
