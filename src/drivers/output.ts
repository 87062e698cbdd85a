import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../host/clock.ts';
import type { OutputLine } from './driver.ts';

/** Enough for any greeting and failure message; a chatty workload must not fill the harness's memory. */
const KEPT_LINES = 500;

/** A workload's output cut into lines, each stamped when its end arrived; and when the very first byte did. */
export class OutputLines {
  #firstByteAt: number | undefined;
  #rest = '';
  readonly #decoder = new StringDecoder('utf8');
  readonly #kept: OutputLine[] = [];
  readonly #listeners = new Set<(line: OutputLine) => void>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When the first byte reached the harness; undefined before. */
  get firstByteAt(): number | undefined {
    return this.#firstByteAt;
  }

  /** The last lines, for failure messages. */
  tail(count: number): string {
    return [...this.#kept.map((line) => line.text), this.#rest].filter(Boolean).slice(-count).join('\n');
  }

  follow(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.push(chunk));
  }

  push(chunk: Buffer): void {
    const atMs = this.#clock.now();
    this.#firstByteAt ??= atMs;
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const text of lines) this.#deliver({ text: text.replace(/\r$/, ''), atMs });
  }

  onLine(listener: (line: OutputLine) => void): () => void {
    for (const line of this.#kept) listener(line);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #deliver(line: OutputLine): void {
    if (this.#kept.length < KEPT_LINES) this.#kept.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}
