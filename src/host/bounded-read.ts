import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';

const CHUNK = 1024 * 1024;

export type BoundedRead = { readonly bytes: Buffer } | { readonly refused: string };

/**
 * The bytes of a regular file, or the reason why there are none: `it is a directory`. Never waits for a
 * pipe to be written and never reads a device without end, whatever a user names.
 */
export function readBounded(path: string, mostBytes: number): BoundedRead {
  const opened = openRegular(path);
  if ('refused' in opened) return opened;
  try {
    const chunks: Buffer[] = [];
    // Read to the end and not to the reported size: files in /proc have none.
    for (let total = 0; ;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const read = readSync(opened.file, chunk, 0, CHUNK, null);
      if (read === 0) return { bytes: Buffer.concat(chunks) };
      total += read;
      if (total > mostBytes) return { refused: `it is larger than ${mostBytes / 2 ** 20} MiB` };
      chunks.push(chunk.subarray(0, read));
    }
  } catch (error) {
    return { refused: reasonOf(error) };
  } finally {
    closeSync(opened.file);
  }
}

/** Opens a regular file; says why if it is not one or may not be read. */
export function openRegular(path: string): { readonly file: number } | { readonly refused: string } {
  let file: number;
  try {
    // Without O_NONBLOCK, opening a FIFO waits for somebody to write to it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return { refused: reasonOf(error) };
  }
  const status = fstatSync(file);
  if (status.isFile()) return { file };
  closeSync(file);
  return {
    refused: status.isDirectory()
      ? 'it is a directory'
      : `it is ${status.isFIFO() ? 'a pipe' : 'a device'}, not a file`,
  };
}

/** `EACCES: permission denied`; a socket cannot even be opened. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENXIO') return 'it is a socket, not a file';
  const known =
    'errno' in error && typeof error.errno === 'number' ? getSystemErrorMap().get(error.errno) : undefined;
  return known === undefined ? error.message : known.join(': ');
}
