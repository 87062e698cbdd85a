import type { OutputLine } from './driver.ts';

/** The greeting and the first log lines are at the beginning, the reason for a failure at the end. */
const FIRST = 100;
const LAST = 400;
/** Thousands of instances can run at once, so long lines must not add up. Characters. */
const FIRST_LENGTH = 128 * 1024;
const LAST_LENGTH = 384 * 1024;

/** The first and the last lines of an output, in bounded memory. */
export class KeptLines {
  readonly #first: OutputLine[] = [];
  #firstLength = 0;
  #firstFull = false;
  /** Up to twice what is kept, so that the surplus is dropped in batches. */
  #last: OutputLine[] = [];
  #lastLength = 0;

  /**
   * Lines beyond this many from the end need not be added: nothing of them is kept. Infinity while all are.
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

  /** All that are kept, in order. */
  all(): readonly OutputLine[] {
    this.#dropSurplus();
    return [...this.#first, ...this.#last];
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
    this.#last = this.#last.slice(from);
    this.#lastLength = length;
  }
}
