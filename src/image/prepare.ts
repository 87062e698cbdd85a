import { join } from 'node:path';
import { ensureDirectory, fileExists, removeTree, writeBytes } from '../host/files.ts';
import { hostArchitecture } from '../host/platform.ts';
import { IsodenseError } from '../model/errors.ts';
import type { ImageSource } from '../model/scenario.ts';
import { readArchive } from './archive.ts';
import { buildBuiltin } from './builtin.ts';
import type { PreparedImage } from './image.ts';
import { repackWithoutTags } from './repack.ts';
import { checkOutRevision } from './revision.ts';

/** Obtains a docker-archive of an image that must be fetched or built, from whoever can. */
export type ImageFetcher = (source: ImageSource, file: string, signal: AbortSignal) => Promise<void>;

/** Gets the image once, as a file, before anything is timed; detects a foreign architecture. */
export async function prepareImage(source: ImageSource, directory: string, fetch: ImageFetcher, signal: AbortSignal): Promise<PreparedImage> {
  const archive = await obtain(source, directory, fetch, signal);
  const { digest, config } = await readArchive(archive, signal);
  return { description: describe(source), digest, archive, config, foreign: config.architecture !== hostArchitecture() };
}

async function obtain(source: ImageSource, directory: string, fetch: ImageFetcher, signal: AbortSignal): Promise<string> {
  if (source.kind === 'archive') {
    if (!fileExists(source.file)) throw new IsodenseError('usage', `image.archive: there is no file ${source.file}`, { hint: 'the path is relative to the scenario file' });
    return repacked(source.file, directory, signal);
  }
  const file = join(ensureDirectory(directory), source.kind === 'builtin' ? `builtin-${source.name}.tar` : `${source.kind}.tar`);
  if (source.kind === 'builtin') {
    writeBytes(file, await buildBuiltin(source.name));
    return file;
  }
  if (source.kind === 'build' && source.revision !== undefined) return ofRevision(source, source.revision, directory, fetch, signal);
  await fetch(source, file, signal);
  try {
    return await repacked(file, directory, signal);
  } finally {
    removeTree(file);
  }
}

/** The same as from a directory, with what was committed there at a revision in its place. */
async function ofRevision(source: ImageSource & { readonly kind: 'build' }, revision: string, directory: string, fetch: ImageFetcher, signal: AbortSignal): Promise<string> {
  const checkedOut = join(directory, 'revision');
  removeTree(checkedOut); // of a process that was killed
  try {
    await checkOutRevision(source.directory, revision, checkedOut, signal);
    return await obtain({ kind: 'build', directory: checkedOut }, directory, fetch, signal);
  } finally {
    removeTree(checkedOut);
  }
}

async function repacked(archive: string, directory: string, signal: AbortSignal): Promise<string> {
  const file = join(ensureDirectory(directory), 'image.tar');
  await repackWithoutTags(archive, file, join(directory, 'repacking'), signal);
  return file;
}

function describe(source: ImageSource): string {
  switch (source.kind) {
    case 'builtin':
      return `builtin ${source.name}`;
    case 'ref':
      return source.ref;
    case 'build':
      return `built from ${source.directory}${source.revision === undefined ? '' : ` at ${source.revision}`}`;
    case 'archive':
      return source.file;
  }
}
