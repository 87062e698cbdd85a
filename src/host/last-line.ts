import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { writing } from './unwritable.ts';

const NEWLINE = 0x0a;
const CHUNK = 64 * 1024;

/**
 * Prepares a file of JSON lines for appending. A last line without a line break gets one if it is complete,
 * because readers treat it as a record; if a crash or a full disk truncated it, it is cut off.
 */
export function endLastLine(path: string): void {
  writing(path, () => endLastLineOf(path));
}

function endLastLineOf(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const start = startOfLastLine(file, size);
    if (start === size) return;
    if (isJson(textBetween(file, start, size))) writeSync(file, '\n', size);
    else ftruncateSync(file, start);
  } finally {
    closeSync(file);
  }
}

/** Where the truncated last line starts; the file size if there is none. */
function startOfLastLine(file: number, size: number): number {
  const chunk = Buffer.alloc(CHUNK);
  for (let end = size; end > 0;) {
    const from = Math.max(0, end - CHUNK);
    const read = readSync(file, chunk, 0, end - from, from);
    const last = chunk.subarray(0, read).lastIndexOf(NEWLINE);
    if (last >= 0) return from + last + 1;
    end = from;
  }
  return 0;
}

function textBetween(file: number, from: number, to: number): string {
  const bytes = Buffer.alloc(to - from);
  readSync(file, bytes, 0, bytes.length, from);
  return bytes.toString();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
