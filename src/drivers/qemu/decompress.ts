import { runCommand } from '../../host/command.ts';
import { readBytes, removeTree } from '../../host/files.ts';
import { IsodenseError } from '../../model/errors.ts';

const FORMATS = [
  { program: 'gzip', magic: '1f8b' },
  { program: 'xz', magic: 'fd377a585a00' },
  { program: 'zstd', magic: '28b52ffd' },
  { program: 'lz4', magic: '02214c18' },
  { program: 'lz4', magic: '04224d18' },
] as const;

/** The program that decompresses these bytes; undefined when they are not compressed. */
export function decompressorFor(bytes: Buffer): string | undefined {
  return FORMATS.find(({ magic }) => bytes.toString('hex', 0, magic.length / 2) === magic)?.program;
}

/** Decompresses a file with the program for its format. */
export async function decompressFile(
  program: string,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runCommand('/bin/sh', ['-c', '"$1" -dc <"$2" >"$3"', 'sh', program, from, to], { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new IsodenseError('unavailable', `${from} could not be decompressed with ${program}`, {
      hint: `apt-get install ${program === 'xz' ? 'xz-utils' : program}`,
      cause,
    });
  }
}

/** The content of a file, decompressed if it is compressed. */
export async function decompressedBytes(file: string, scratch: string, signal: AbortSignal): Promise<Buffer> {
  const bytes = readBytes(file);
  const program = decompressorFor(bytes);
  if (program === undefined) return bytes;
  try {
    await decompressFile(program, file, scratch, signal);
    return readBytes(scratch);
  } finally {
    removeTree(scratch);
  }
}
