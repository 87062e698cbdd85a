import type { Readable } from 'node:stream';
import type { Clock } from '../host/clock.ts';
import type { OutputLine } from './driver.ts';
import { FloodGate } from './flood.ts';
import { GrowingLine } from './growing-line.ts';
import { KeptLines } from './kept-lines.ts';

const NEWLINE = 0x0a;
/** What handing a line to listeners costs, in bytes that are only read. */
const LINE_COST = 64;
/** Lines of a failure message. */
export const LAST_WORDS = 5;
/** Of one line in a failure message. Characters. */
const QUOTED = 500;

/** Where the two are not told apart, all of it is output. */
type Source = 'output' | 'errors';

/** Of the errors, in a message that others would have pushed them out of. */
const LATE_ERRORS = 2;

interface Search {
  readonly bytes: Buffer;
  readonly found: (atMs: number) => void;
  /** The end of what was read before of each source, in which the text may have begun. */
  readonly before: Record<Source, Buffer>;
}

/**
 * A workload's output cut into lines, each stamped when its end arrived; and when the very first byte did.
 * Memory is bounded whatever is written: the first and last lines are kept, long ones are cut, and listeners
 * get every line.
 */
export class OutputLines {
  #firstByteAt: number | undefined;
  /**
   * The unfinished line of each source: a line on standard output does not go on with what comes on standard
   * error.
   */
  readonly #lines: Readonly<Record<Source, GrowingLine>> = {
    output: new GrowingLine(),
    errors: new GrowingLine(),
  };
  #lastErrors: OutputLine[] = [];
  readonly #kept = new KeptLines();
  readonly #listeners = new Set<(line: OutputLine) => void>();
  readonly #searches = new Set<Search>();
  readonly #gates: FloodGate[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When the first byte reached the harness; undefined before. */
  get firstByteAt(): number | undefined {
    return this.#firstByteAt;
  }

  /**
   * The last lines, the unfinished one included, each shortened, for failure messages. As written: control
   * characters are still in them.
   */
  tail(count: number): string {
    // Where the two come on different ways, nobody knows their order, and the reason for a failure is among
    // the errors.
    const lines = this.#kept
      .all()
      .filter((line) => line.text !== '' && !this.#lastErrors.includes(line))
      .slice(-count);
    const unfinished = [this.#lines.output.text, this.#lines.errors.text];
    return [...[...lines, ...this.#lastErrors].map(({ text }) => text), ...unfinished]
      .filter(Boolean)
      .slice(-count)
      .map(shortened)
      .join('\n');
  }

  /** Reads the stream to its end. One that floods is held back, see FloodGate. */
  follow(stream: Readable, source: Source = 'output'): void {
    const gate = new FloodGate(stream, this.#clock);
    this.#gates.push(gate);
    stream.on('data', (chunk: Buffer) => {
      const lines = this.push(chunk, source);
      gate.count(chunk.length + lines * LINE_COST);
    });
  }

  /** No longer holds a flood back: the workload is being stopped. */
  hurry(): void {
    for (const gate of this.#gates) gate.open();
  }

  /** @returns how many lines were handed to listeners */
  push(chunk: Buffer, source: Source = 'output'): number {
    if (chunk.length === 0) return 0;
    const atMs = this.#clock.now();
    this.#firstByteAt ??= atMs;
    for (const search of this.#searches) this.#look(search, chunk, source, atMs);
    const line = this.#lines[source];
    let delivered = 0;
    let from = this.#listeners.size === 0 ? this.#skip(chunk, line) : 0;
    for (let end = chunk.indexOf(NEWLINE, from); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#deliver({ text: line.endWith(chunk.subarray(from, end)), atMs }, source);
      delivered += this.#listeners.size;
      from = end + 1;
    }
    if (from < chunk.length) line.append(chunk.subarray(from));
    return delivered;
  }

  /**
   * Calls back for every line that is kept, with a note where lines were dropped, then for each
   * new one, until the returned function is called.
   */
  onLine(listener: (line: OutputLine) => void): () => void {
    for (const line of this.#kept.all()) listener(line);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls back once, as soon as a line contains the text: its end need not have come. With the time at which
   * it did.
   */
  onText(text: string, found: (atMs: number) => void): () => void {
    const said = this.#kept.find(text);
    const unfinished = Object.values(this.#lines);
    if (said !== undefined || unfinished.some((line) => line.text.includes(text))) {
      found(said?.atMs ?? this.#clock.now());
      return () => {};
    }
    const bytes = Buffer.from(text);
    const search: Search = {
      bytes,
      found,
      before: {
        output: endOf(Buffer.from(this.#lines.output.text), bytes.length - 1),
        errors: endOf(Buffer.from(this.#lines.errors.text), bytes.length - 1),
      },
    };
    this.#searches.add(search);
    return () => this.#searches.delete(search);
  }

  /**
   * The text has no newline, so it cannot lie across two lines, and only the seam of two chunks needs a
   * second look.
   */
  #look(search: Search, chunk: Buffer, source: Source, atMs: number): void {
    const { bytes } = search;
    const before = search.before[source];
    const overlap = bytes.length - 1;
    const seam = Buffer.concat([before, chunk.subarray(0, overlap)]);
    if (seam.includes(bytes) || chunk.includes(bytes)) {
      this.#searches.delete(search);
      search.found(atMs);
      return;
    }
    search.before[source] = endOf(chunk.length >= overlap ? chunk : Buffer.concat([before, chunk]), overlap);
  }

  /**
   * Where the lines begin that are worth cutting: of a large chunk that nobody listens to only the last ones
   * are kept.
   */
  #skip(chunk: Buffer, line: GrowingLine): number {
    const { reach } = this.#kept;
    if (!Number.isFinite(reach)) return 0;
    let from = chunk.length;
    for (let lines = 0; lines <= reach; lines += 1) {
      from = from === 0 ? -1 : chunk.lastIndexOf(NEWLINE, from - 1);
      if (from < 0) return 0;
    }
    line.clear();
    this.#kept.skip(newlinesIn(chunk.subarray(0, from + 1)));
    return from + 1;
  }

  #deliver(line: OutputLine, source: Source): void {
    this.#kept.add(line);
    if (source === 'errors' && line.text !== '')
      this.#lastErrors = [...this.#lastErrors, line].slice(-LATE_ERRORS);
    for (const listener of this.#listeners) listener(line);
  }
}

/** Indexed, which takes a quarter of the time of an iterator: a flood passes through here. */
function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === NEWLINE) count += 1;
  return count;
}

/** A copy, so that what it is the end of can be freed. */
function endOf(bytes: Buffer, length: number): Buffer {
  return Buffer.from(bytes.subarray(Math.max(0, bytes.length - length)));
}

function shortened(text: string): string {
  if (text.length <= QUOTED) return text;
  const mark = / … \[\d+ bytes cut\]$/.exec(text)?.[0] ?? ' …';
  return `${text.slice(0, QUOTED)}${mark}`;
}
