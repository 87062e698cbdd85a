import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

const CHUNK = 2 ** 20;

/** A regular file that can be read from any position. */
export class InputFile implements AsyncDisposable {
  readonly path: string;
  /** Size in bytes when it was opened. */
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /**
   * Undefined for anything but a regular file. Never waits, not even for the writer of a FIFO. Throws if
   * the file cannot be opened.
   * @param links `refuse`: throws ELOOP if the path itself is a symbolic link
   */
  static async open(
    path: string | Buffer,
    links: 'follow' | 'refuse' = 'follow',
  ): Promise<InputFile | undefined> {
    const handle = await open(
      path,
      constants.O_RDONLY |
        constants.O_NONBLOCK |
        constants.O_NOCTTY |
        (links === 'refuse' ? constants.O_NOFOLLOW : 0),
    );
    const stat = await handle.stat();
    if (stat.isFile()) return new InputFile(path.toString(), stat.size, handle);
    await handle.close();
    return undefined;
  }

  /** At most `length` bytes from `position`; fewer only at the end of the file. */
  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  /** A part of the file in chunks. Ends early where the file does. The reader may keep each chunk. */
  async *chunks(position: number, length: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    const end = position + length;
    for (let at = position; at < end;) {
      signal.throwIfAborted();
      const chunk = await this.read(at, Math.min(CHUNK, end - at));
      if (chunk.length === 0) return;
      at += chunk.length;
      yield chunk;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
