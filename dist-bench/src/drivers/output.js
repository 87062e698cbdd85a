import { StringDecoder } from 'node:string_decoder';
/** Enough for any greeting and failure message; a chatty workload must not fill the harness's memory. */
const KEPT_LINES = 500;
/** A workload's output cut into lines, each stamped when its end arrived; and when the very first byte did. */
export class OutputLines {
    #firstByteAt;
    #rest = '';
    #decoder = new StringDecoder('utf8');
    #kept = [];
    #listeners = new Set();
    #clock;
    constructor(clock) {
        this.#clock = clock;
    }
    /** When the first byte reached the harness; undefined before. */
    get firstByteAt() {
        return this.#firstByteAt;
    }
    /** The last lines, for failure messages. */
    tail(count) {
        return [...this.#kept.map((line) => line.text), this.#rest].filter(Boolean).slice(-count).join('\n');
    }
    follow(stream) {
        stream.on('data', (chunk) => this.push(chunk));
    }
    push(chunk) {
        const atMs = this.#clock.now();
        this.#firstByteAt ??= atMs;
        const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
        this.#rest = lines.pop() ?? '';
        for (const text of lines)
            this.#deliver({ text: text.replace(/\r$/, ''), atMs });
    }
    onLine(listener) {
        for (const line of this.#kept)
            listener(line);
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }
    #deliver(line) {
        if (this.#kept.length < KEPT_LINES)
            this.#kept.push(line);
        for (const listener of this.#listeners)
            listener(line);
    }
}
//# sourceMappingURL=output.js.map