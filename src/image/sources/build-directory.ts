import { join } from 'node:path';
import { removeTree } from '../../host/files.ts';
import type { BuildSource } from '../../model/scenario.ts';
import type { ImportedImage } from '../archive/import.ts';
import { readContext } from './build/context.ts';
import type { ImageEngine } from './engine.ts';
import { checkOutRevision } from './revision.ts';
import { importWritten, type Source } from './source.ts';

/** A directory with a Dockerfile, as it is or as it was committed at a revision, built by an engine. */
export function buildDirectory(source: BuildSource, engine: ImageEngine): Source {
  return {
    description: describe(source),
    obtain: async (target, signal) => {
      if (source.revision === undefined) return build(source, engine, target, signal);
      const checkedOut = join(target, '..', 'revision');
      removeTree(checkedOut); // of a process that was killed
      try {
        await checkOutRevision(source.directory, source.revision, checkedOut, signal);
        return await build({ ...source, directory: checkedOut }, engine, target, signal);
      } finally {
        removeTree(checkedOut);
      }
    },
  };
}

function build(
  source: BuildSource,
  engine: ImageEngine,
  target: string,
  signal: AbortSignal,
): Promise<ImportedImage> {
  const request = { context: readContext(source), target: source.target, args: source.args };
  return importWritten(target, (file) => engine.build(request, file, signal), signal);
}

function describe({ directory, dockerfile, target, revision }: BuildSource): string {
  return [
    `built from ${directory}`,
    dockerfile === undefined ? '' : `/${dockerfile}`,
    target === undefined ? '' : `, stage ${target}`,
    revision === undefined ? '' : ` at ${revision}`,
  ].join('');
}
