import { closeSync, ftruncateSync, fstatSync, openSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;
const CHUNK = 64 * 1024;

/** Cuts off what follows the last line break, as a crash in the middle of a line leaves it, so that lines can be appended. */
export function dropTornLine(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let end = fstatSync(file).size; end > 0; ) {
      const from = Math.max(0, end - CHUNK);
      const read = readSync(file, chunk, 0, end - from, from);
      const last = chunk.subarray(0, read).lastIndexOf(NEWLINE);
      if (last >= 0 || from === 0) {
        ftruncateSync(file, from + last + 1);
        return;
      }
      end = from;
    }
  } finally {
    closeSync(file);
  }
}
