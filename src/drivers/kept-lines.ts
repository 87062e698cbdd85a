import type { OutputLine } from './driver.ts';

/** The greeting and the first log lines are at the beginning, the reason for a failure at the end. */
const FIRST = 100;
const LAST = 400;
/** Thousands of instances can run at once, so long lines must not add up. Characters. */
const FIRST_LENGTH = 128 * 1024;
const LAST_LENGTH = 384 * 1024;

/** The first and the last lines of an output, in bounded memory, and how many were dropped between them. */
export class KeptLines {
  readonly #first: OutputLine[] = [];
  #firstLength = 0;
  #firstFull = false;
  /** Up to twice what is kept, so that the surplus is dropped in batches. */
  #last: OutputLine[] = [];
  #lastLength = 0;
  #dropped = 0;

  /**
   * Lines beyond this many from the end need not be added, only counted with `skip`: nothing of them is kept.
   * Infinity while all are.
   */
  get reach(): number {
    return this.#firstFull ? LAST : Infinity;
  }

  add(line: OutputLine): void {
    const { length } = line.text;
    this.#firstFull ||= this.#first.length === FIRST || this.#firstLength + length > FIRST_LENGTH;
    if (!this.#firstFull) {
      this.#first.push(line);
      this.#firstLength += length;
      return;
    }
    this.#last.push(line);
    this.#lastLength += length;
    if (this.#last.length >= 2 * LAST || this.#lastLength >= 2 * LAST_LENGTH) this.#dropSurplus();
  }

  /** Counts lines that were not added. */
  skip(lines: number): void {
    this.#dropped += lines;
  }

  /** All that are kept, in order, with a note where lines were dropped. */
  all(): readonly OutputLine[] {
    this.#dropSurplus();
    if (this.#dropped === 0) return [...this.#first, ...this.#last];
    const atMs = this.#last[0]?.atMs ?? this.#first.at(-1)?.atMs ?? 0;
    const lines = this.#dropped === 1 ? 'line' : 'lines';
    return [...this.#first, { text: `… [${this.#dropped} ${lines} dropped]`, atMs }, ...this.#last];
  }

  /** The first of the kept lines that contains the text. */
  find(text: string): OutputLine | undefined {
    const contains = (line: OutputLine): boolean => line.text.includes(text);
    return this.#first.find(contains) ?? this.#last.find(contains);
  }

  #dropSurplus(): void {
    let from = this.#last.length;
    let length = 0;
    while (from > 0 && this.#last.length - from < LAST) {
      const next = length + this.#last[from - 1]!.text.length;
      if (next > LAST_LENGTH) break;
      length = next;
      from -= 1;
    }
    this.#dropped += from;
    this.#last = this.#last.slice(from);
    this.#lastLength = length;
  }
}
