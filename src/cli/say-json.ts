import type { Writable } from 'node:stream';
import { printableJson } from '../model/visible-text.ts';

/** Prints what `--json` asks for. */
export function sayJson(stream: Writable, value: unknown): void {
  stream.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
}
