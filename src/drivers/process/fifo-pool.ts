import { join } from 'node:path';
import { closeDescriptor, makeFifos, openFifo, type OpenFifo } from '../../host/fifo.ts';
import { ensureDirectory } from '../../host/files.ts';

/** Made ahead of the launches, since each mkfifo is a program to start; enough for one common round. */
const FIRST_BATCH = 32;

export interface LeasedFifo extends OpenFifo {
  /** Gives it back once its reader has ended. */
  release(): void;
  /** Closes both ends and gives it back: nothing was started that could write. */
  abandon(): void;
}

/** The named pipes on which workloads write. One serves many workloads, one after another. */
export class FifoPool {
  readonly #directory: string;
  readonly #free: string[] = [];
  #made = 0;
  #growing: Promise<void> | undefined;

  constructor(directory: string) {
    this.#directory = ensureDirectory(directory);
  }

  /** Makes the first batch, so that no launch pays for it. */
  async fill(): Promise<void> {
    if (this.#made === 0) await this.#grow();
  }

  async lease(signal: AbortSignal): Promise<LeasedFifo> {
    while (this.#free.length === 0) await this.#grow();
    signal.throwIfAborted();
    const path = this.#free.pop()!;
    const fifo = openFifo(path);
    const release = (): void => {
      this.#free.push(path);
    };
    const abandon = (): void => {
      closeDescriptor(fifo.writer);
      fifo.reader.once('close', release).destroy();
    };
    return { ...fifo, release, abandon };
  }

  /** Resolves when no pipe is being made any more, so that their directory can be removed. */
  async settle(): Promise<void> {
    await this.#growing?.catch(() => {}); // whoever asked for them has been told
  }

  /** Doubles the pool; concurrent launches wait for the same batch. */
  #grow(): Promise<void> {
    this.#growing ??= this.#makeBatch().finally(() => {
      this.#growing = undefined;
    });
    return this.#growing;
  }

  async #makeBatch(): Promise<void> {
    const count = Math.max(FIRST_BATCH, this.#made);
    const paths = Array.from({ length: count }, (_, index) => join(this.#directory, String(this.#made + index)));
    await makeFifos(paths);
    this.#made += count;
    this.#free.push(...paths);
  }
}
