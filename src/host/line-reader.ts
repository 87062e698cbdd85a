import { closeSync, readSync } from 'node:fs';
import { openRegular } from './bounded-read.ts';

const CHUNK = 1024 * 1024;
const NEWLINE = 0x0a;

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** False for the rest of the file after its last line break. */
  readonly ended: boolean;
}

/**
 * The lines of a regular file of any size, without their line breaks; no more than one line and one chunk
 * is in memory.
 * @throws Error that says why the file cannot be read
 */
export function* linesOf(path: string): Generator<Line> {
  const opened = openRegular(path);
  if ('refused' in opened) throw new Error(opened.refused);
  try {
    let rest: Buffer[] = [];
    let number = 1;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const read = readSync(opened.file, chunk, 0, CHUNK, null);
      if (read === 0) break;
      const filled = chunk.subarray(0, read);
      let from = 0;
      for (let end = filled.indexOf(NEWLINE); end >= 0; end = filled.indexOf(NEWLINE, from)) {
        const piece = filled.subarray(from, end);
        yield { number, bytes: rest.length === 0 ? piece : Buffer.concat([...rest, piece]), ended: true };
        rest = [];
        number += 1;
        from = end + 1;
      }
      if (from < read) rest.push(filled.subarray(from, read));
    }
    if (rest.length > 0) yield { number, bytes: Buffer.concat(rest), ended: false };
  } finally {
    closeSync(opened.file);
  }
}
