import { closeSync, openSync, readSync } from 'node:fs';

/** Longer than any memory.stat or cpu.stat of today's kernels (about 1.5 KiB). */
const BUFFER_BYTES = 8192;

/**
 * A small kernel file that is read many times a second: opened once, then read from its start into one
 * reused buffer, which costs one system call instead of four and creates no garbage.
 */
export class PersistentFile {
  #descriptor: number | undefined;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Undefined if there is no such file or it may not be read. */
  static open(path: string): PersistentFile | undefined {
    try {
      return new PersistentFile(openSync(path, 'r'));
    } catch {
      return undefined;
    }
  }

  /**
   * The file's current bytes, valid until the next call; undefined once the kernel object behind it is
   * gone.
   */
  read(): Buffer | undefined {
    if (this.#descriptor === undefined) return undefined;
    try {
      return this.#buffer.subarray(0, readSync(this.#descriptor, this.#buffer, 0, BUFFER_BYTES, 0));
    } catch {
      return undefined; // ENODEV: the cgroup was removed
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
