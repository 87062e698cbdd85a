import { spawn } from 'node:child_process';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError, messageOf } from '../model/errors.ts';
import { writtenDuration } from '../model/units.ts';
import { monotonicClock } from './clock.ts';
import { CLEAN_ENVIRONMENT, exitOf } from './command.ts';
import { findProgram } from './files.ts';
import { settlesWithin } from './settles-within.ts';

/** Data that does not match the format that its first bytes announce. */
export class NotDecompressible extends Error {}

interface Format {
  readonly name: string;
  readonly magic: string;
  /** Reads standard input and writes standard output; zlib is used if it is absent. */
  readonly program?: string;
  readonly options?: readonly string[];
  readonly package?: string;
}

const FORMATS: readonly Format[] = [
  { name: 'gzip', magic: '1f8b08' },
  { name: 'zstd', magic: '28b52ffd', program: 'zstd', package: 'zstd' },
  {
    name: 'xz',
    magic: 'fd377a585a00',
    program: 'xz',
    options: ['--memlimit-decompress=256MiB'],
    package: 'xz-utils',
  },
  { name: 'bzip2', magic: '425a68', program: 'bzip2', package: 'bzip2' },
];

/** The kernel and its modules are compressed with lz4 too, in its present and its legacy format; images never are. */
const KERNEL_FORMATS: readonly Format[] = [
  ...FORMATS,
  { name: 'lz4', magic: '04224d18', program: 'lz4', package: 'lz4' },
  { name: 'lz4', magic: '02214c18', program: 'lz4', package: 'lz4' },
];

/** Bytes that are enough to tell whether data is compressed. */
export const MAGIC_LENGTH = 6;

/** Decompresses a stream if its first bytes say that it is compressed; any other is returned as it is. */
export function decompress(
  start: Buffer,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  const format = formatOf(start, FORMATS);
  return format === undefined ? chunks : decompressAs(format, chunks, signal);
}

export function isCompressed(start: Buffer): boolean {
  return formatOf(start, FORMATS) !== undefined;
}

/** The format of a kernel, its payload or a module; undefined when it is not compressed. */
export function kernelCompression(start: Buffer): string | undefined {
  return formatOf(start, KERNEL_FORMATS)?.name;
}

/**
 * A kernel's payload or a module, decompressed if it is compressed.
 *
 * @param file that the bytes are from, for people
 * @throws IsodenseError (unavailable) when it cannot be decompressed
 */
export async function decompressKernel(bytes: Buffer, file: string, signal: AbortSignal): Promise<Buffer> {
  const format = formatOf(bytes, KERNEL_FORMATS);
  if (format === undefined) return bytes;
  const pieces: Buffer[] = [];
  try {
    for await (const piece of decompressAs(format, Readable.from([bytes]), signal)) pieces.push(piece);
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof NotDecompressible)) throw cause;
    throw new IsodenseError(
      'unavailable',
      `expected a kernel or a module in ${file}, found ${cause.message}`,
      {
        hint: 'the file is damaged: install it again, or use another kernel',
        cause,
      },
    );
  }
  return Buffer.concat(pieces);
}

function decompressAs(
  format: Format,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  return format.program === undefined
    ? through(format, chunks, createGunzip({ chunkSize: 2 ** 18 }))
    : throughProgram(format, format.program, chunks, signal);
}

function formatOf(start: Buffer, formats: readonly Format[]): Format | undefined {
  return formats.find(({ magic }) => start.toString('hex', 0, magic.length / 2) === magic);
}

async function* through(
  format: Format,
  chunks: AsyncIterable<Buffer>,
  transform: Duplex,
): AsyncGenerator<Buffer> {
  const source = new Source(chunks);
  pipeline(source.stream, transform, () => {});
  try {
    for await (const chunk of transform) yield chunk as Buffer;
  } catch (error) {
    throw (
      source.fault ??
      new NotDecompressible(`${format.name} data that cannot be decompressed (${messageOf(error)})`)
    );
  }
}

async function* throughProgram(
  format: Format,
  name: string,
  chunks: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const program = findProgram(name);
  if (program === undefined)
    throw new IsodenseError(
      'unavailable',
      `${format.name} data needs the program ${name}, which is not installed on this host`,
      { hint: `apt-get install ${format.package}` },
    );
  const child = spawn(program, ['-d', '-c', '-q', ...(format.options ?? [])], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: CLEAN_ENVIRONMENT,
    signal,
    killSignal: 'SIGKILL',
  });
  const ended = exitOf(child, 'close');
  ended.catch(() => {}); // handled below
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, 500)));
  const source = new Source(chunks);
  // a program that found an error stops reading and reports it itself
  pipeline(source.stream, child.stdin, () => {});
  try {
    const output = (child.stdout as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    for (;;) {
      const next = output.next();
      if (!(await settlesWithin(monotonicClock, DEADLINES.decompression, next))) throw silent(format, name);
      const piece = await next;
      if (piece.done === true) break;
      yield piece.value;
    }
    const { code } = await ended;
    if (source.fault !== undefined) throw source.fault;
    if (code !== 0)
      throw new NotDecompressible(
        `${format.name} data that cannot be decompressed (${said.trim().split('\n')[0]})`,
      );
  } finally {
    child.kill('SIGKILL');
    child.stdout.destroy(); // with output that nobody reads, the child would never close
    await ended.catch(() => {});
  }
}

function silent(format: Format, program: string): IsodenseError {
  return new IsodenseError(
    'unavailable',
    `${program} produced no decompressed ${format.name} data for ${writtenDuration(DEADLINES.decompression)}`,
    { hint: `check whether ${program} can run (it may be stopped), then try again` },
  );
}

/**
 * Chunks as a stream that remembers errors of their source, so that they are not reported as errors in the
 * data.
 */
class Source {
  readonly stream: Readable;
  fault: Error | undefined;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.stream = Readable.from(chunks, { objectMode: false });
    this.stream.once('error', (error) => (this.fault = error));
  }
}
