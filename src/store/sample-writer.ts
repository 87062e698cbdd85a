import { appendText } from '../host/files.ts';
import type { RunRecord } from '../model/records.ts';

/** Appends records to samples.jsonl as they come; each line is on its way to disk before the next record is made. */
export class SampleWriter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  write(record: RunRecord): void {
    appendText(this.#file, `${JSON.stringify(record)}\n`);
  }
}
