import { nextTurn } from '../../host/event-loop.ts';
import type { InputFile } from '../../host/input-file.ts';
import type { TarReader } from '../tar/reader.ts';

const CHUNK = 2 ** 20;
/**
 * Contains 128 headers at most, which even a hostile layer cannot turn into more than a second of work.
 */
const SLICE = 2 ** 16;

/** The position of an uncompressed tar archive in a file. Bytes. */
export interface Range {
  readonly offset: number;
  readonly size: number;
}

/** Pushes a part of a file through a reader, and skips what the reader does not need. */
export async function readRange(
  file: InputFile,
  { offset, size }: Range,
  reader: TarReader,
  signal: AbortSignal,
): Promise<void> {
  const end = offset + size;
  for (let at = offset; at < end && !reader.ended;) {
    signal.throwIfAborted();
    const chunk = await file.read(at, Math.min(CHUNK, end - at));
    if (chunk.length === 0) break;
    await pushInTurns(reader, chunk, signal);
    at += chunk.length;
    const jump = Math.min(reader.skippable, end - at);
    if (jump > 0) reader.skip(jump);
    at += jump;
  }
  reader.finish();
}

/**
 * Pushes a piece of an archive through a reader, and lets other tasks run in between, such as an interrupt.
 */
export async function pushInTurns(reader: TarReader, piece: Buffer, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < piece.length; at += SLICE) {
    reader.push(piece.subarray(at, at + SLICE));
    await nextTurn();
    signal.throwIfAborted();
  }
}
