import { join } from 'node:path';
import { ensureDirectory, fileExists, removeTree, writeBytes } from '../host/files.ts';
import { hostArchitecture } from '../host/platform.ts';
import { IsodenseError } from '../model/errors.ts';
import type { BuildSource, ImageSource } from '../model/scenario.ts';
import { importArchive } from './archive/import.ts';
import { buildBuiltin } from './builtin.ts';
import type { PreparedImage } from './image.ts';
import { checkOutRevision } from './revision.ts';

/** Obtains a docker-archive of an image that must be fetched or built, from whoever can. */
export type ImageFetcher = (source: ImageSource, file: string, signal: AbortSignal) => Promise<void>;

/** Gets the image once, as a verified file, before anything is timed; detects a foreign architecture. */
export async function prepareImage(
  source: ImageSource,
  directory: string,
  fetch: ImageFetcher,
  signal: AbortSignal,
): Promise<PreparedImage> {
  const archive = join(
    ensureDirectory(directory, 0o700),
    source.kind === 'builtin' ? `builtin-${source.name}.tar` : 'image.tar',
  );
  const { digest, config } = await obtain(source, archive, fetch, signal);
  return {
    description: describe(source),
    digest,
    archive,
    config,
    foreign: config.architecture !== hostArchitecture(),
  };
}

async function obtain(
  source: ImageSource,
  archive: string,
  fetch: ImageFetcher,
  signal: AbortSignal,
): ReturnType<typeof importArchive> {
  if (source.kind === 'archive') {
    if (!fileExists(source.file))
      throw new IsodenseError('usage', `image.archive: there is no file ${source.file}`, {
        hint: 'the path is relative to the scenario file',
      });
    return importArchive(source.file, archive, source.name, signal);
  }
  if (source.kind === 'build' && source.revision !== undefined)
    return ofRevision(source, source.revision, archive, fetch, signal);
  const original = `${archive}.original`;
  try {
    if (source.kind === 'builtin') writeBytes(original, await buildBuiltin(source.name));
    else await fetch(source, original, signal);
    return await importArchive(original, archive, undefined, signal);
  } finally {
    removeTree(original);
  }
}

/** The same as from a directory, with what was committed there at a revision in its place. */
async function ofRevision(
  source: BuildSource,
  revision: string,
  archive: string,
  fetch: ImageFetcher,
  signal: AbortSignal,
): ReturnType<typeof importArchive> {
  const checkedOut = join(archive, '..', 'revision');
  removeTree(checkedOut); // of a process that was killed
  try {
    await checkOutRevision(source.directory, revision, checkedOut, signal);
    return await obtain({ ...source, directory: checkedOut, revision: undefined }, archive, fetch, signal);
  } finally {
    removeTree(checkedOut);
  }
}

function describe(source: ImageSource): string {
  switch (source.kind) {
    case 'builtin':
      return `builtin ${source.name}`;
    case 'ref':
      return source.ref;
    case 'build':
      return `built from ${source.directory}${source.dockerfile === undefined ? '' : `/${source.dockerfile}`}${source.target === undefined ? '' : `, stage ${source.target}`}${source.revision === undefined ? '' : ` at ${source.revision}`}`;
    case 'archive':
      return source.name === undefined ? source.file : `${source.name} of ${source.file}`;
  }
}
