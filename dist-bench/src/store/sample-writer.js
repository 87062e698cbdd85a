import { appendText } from '../host/files.js';
/** Appends records to samples.jsonl as they come; each line is on its way to disk before the next record is made. */
export class SampleWriter {
    #file;
    constructor(file) {
        this.#file = file;
    }
    write(record) {
        appendText(this.#file, `${JSON.stringify(record)}\n`);
    }
}
//# sourceMappingURL=sample-writer.js.map