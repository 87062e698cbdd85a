import { removeTree } from '../../host/files.ts';
import { importArchive, type ImportedImage } from '../archive/import.ts';

/** Where an image comes from. A scenario names it; only this folder knows how to get it. */
export interface Source {
  /** For people: `builtin hello`, `nginx:1.27`. */
  readonly description: string;
  /** Writes the image as a verified archive to `target`, see {@link importArchive}. */
  obtain(target: string, signal: AbortSignal): Promise<ImportedImage>;
}

/** Verifies an archive that `write` creates beside the target, and removes it. */
export async function importWritten(
  target: string,
  write: (file: string) => void | Promise<void>,
  signal: AbortSignal,
): Promise<ImportedImage> {
  const original = `${target}.original`;
  try {
    await write(original);
    return await importArchive(original, target, undefined, signal);
  } finally {
    removeTree(original);
  }
}
