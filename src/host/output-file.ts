import { open, rm, type FileHandle } from 'node:fs/promises';

/**
 * A new file of this process, readable by its user alone, that is written from start to end and patched.
 */
export class OutputFile implements AsyncDisposable {
  readonly path: string;
  readonly #handle: FileHandle;
  #position = 0;
  #kept = false;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Replaces a file that an earlier process left; a link is replaced, not followed. */
  static async create(path: string): Promise<OutputFile> {
    await rm(path, { force: true, recursive: true });
    return new OutputFile(path, await open(path, 'wx', 0o600));
  }

  get position(): number {
    return this.#position;
  }

  async append(bytes: Buffer): Promise<void> {
    await this.#writeAt(bytes, this.#position);
    this.#position += bytes.length;
  }

  /** Replaces bytes that have been written already. */
  async patch(position: number, bytes: Buffer): Promise<void> {
    await this.#writeAt(bytes, position);
  }

  /** The file stays when this is disposed of; without it, it is removed. */
  keep(): void {
    this.#kept = true;
  }

  async #writeAt(bytes: Buffer, position: number): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    if (!this.#kept) await rm(this.path, { force: true });
  }
}
