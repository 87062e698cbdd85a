import { dirname } from 'node:path';
import { decompress, NotDecompressible } from '../../host/decompress.ts';
import { spaceAt } from '../../host/disk-space.ts';
import { Malformed } from '../malformed.ts';

const MIB = 2 ** 20;

/**
 * Bytes that may be written beside a path: the free space, minus a reserve of a twentieth of the file
 * system, 256 MiB to 4 GiB.
 */
export function roomAt(path: string): number {
  const { free, total } = spaceAt(dirname(path));
  return Math.max(0, free - Math.min(Math.max(total / 20, 256 * MIB), 4096 * MIB));
}

export function megabytes(bytes: number): number {
  return Math.floor(bytes / MIB);
}

/** A stream, decompressed if its first bytes say that it is compressed. */
export async function* decompressed(
  start: Buffer,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of decompress(start, chunks, signal)) {
      signal.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    throw error instanceof NotDecompressible ? new Malformed(error.message) : error;
  }
}
