/**
 * More than any answer that is asked for; a command that prints without end must not fill the harness's
 * memory. Bytes.
 */
const KEPT = 1024 * 1024;

/**
 * What a command run inside an instance prints, in bounded memory: the beginning, and how much is missing.
 */
export class CommandOutput {
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #cut = 0;

  add(chunk: Buffer): void {
    const kept = chunk.subarray(0, KEPT - this.#kept);
    if (kept.length > 0) this.#chunks.push(kept);
    this.#kept += kept.length;
    this.#cut += chunk.length - kept.length;
  }

  get text(): string {
    const text = Buffer.concat(this.#chunks).toString();
    return this.#cut === 0 ? text : `${text}\n… [${this.#cut} bytes cut]`;
  }
}
