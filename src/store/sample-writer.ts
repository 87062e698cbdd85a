import { appendText, fileExists } from '../host/files.ts';
import { endLastLine } from '../host/last-line.ts';
import type { RunRecord } from '../model/records.ts';

/**
 * Appends records to samples.jsonl one by one; each line is handed to the system before the next record is
 * made.
 */
export class SampleWriter {
  readonly #file: string;
  /** Whether the file may end in the middle of a line: true at first, and after the disk was full. */
  #mayBeTorn = true;

  constructor(file: string) {
    this.#file = file;
  }

  write(record: RunRecord): void {
    if (this.#mayBeTorn && fileExists(this.#file)) endLastLine(this.#file);
    this.#mayBeTorn = true;
    appendText(this.#file, `${JSON.stringify(record)}\n`);
    this.#mayBeTorn = false;
  }
}
