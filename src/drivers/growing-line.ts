import { StringDecoder } from 'node:string_decoder';

/** Longer lines are cut. Bytes. */
const LONGEST_LINE = 8 * 1024;

/**
 * A line whose end has not arrived yet. It keeps the beginning and counts the rest, so a line that never ends
 * costs nothing.
 */
export class GrowingLine {
  #parts: Buffer[] = [];
  #kept = 0;
  #length = 0;

  append(bytes: Buffer): void {
    const kept = bytes.subarray(0, LONGEST_LINE - this.#kept);
    // a copy: the chunk that it is part of is much larger
    if (kept.length > 0) this.#parts.push(Buffer.from(kept));
    this.#kept += kept.length;
    this.#length += bytes.length;
  }

  /** The line as it ends with these bytes; the next one begins. */
  endWith(bytes: Buffer): string {
    if (this.#length === 0 && bytes.length <= LONGEST_LINE) return withoutReturn(bytes.toString());
    this.append(bytes);
    const text = this.text;
    this.clear();
    return withoutReturn(text);
  }

  clear(): void {
    this.#parts = [];
    this.#kept = 0;
    this.#length = 0;
  }

  /** What there is of it so far; says how much was cut. */
  get text(): string {
    const bytes = Buffer.concat(this.#parts);
    const cut = this.#length - this.#kept;
    // A decoder holds back a character whose last bytes are missing.
    return cut === 0 ? bytes.toString() : `${new StringDecoder('utf8').write(bytes)} … [${cut} bytes cut]`;
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
