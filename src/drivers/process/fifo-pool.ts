import { join } from 'node:path';
import {
  closeDescriptor,
  makeFifos,
  openInputFifo,
  openFifo,
  type OpenFifo,
  type OpenInputFifo,
} from '../../host/fifo.ts';
import { ensureDirectory, openNewFile, readText } from '../../host/files.ts';
import { unlessAborted } from '../deadline.ts';

/** Made ahead of the launches, since each mkfifo is a program to start; enough for one common round. */
const FIRST_BATCH = 32;

/** What a workload is connected to the harness by. */
export interface Channels {
  readonly input: OpenInputFifo;
  readonly output: OpenFifo;
  /** For the child's descriptor 3: where the start of the workload says that it failed. */
  readonly report: number;
  /** What was written there; empty for a workload that was started. */
  reported(): string;
  /** Gives the pipes back once the output's reader has ended. */
  release(): void;
  /** Closes everything and gives the pipes back: nothing was started that could write. */
  abandon(): void;
}

/** The named pipes by which workloads read and write. A pair serves many workloads, one after another. */
export class FifoPool {
  readonly #directory: string;
  readonly #free: string[] = [];
  #made = 0;
  #growing: Promise<void> | undefined;

  constructor(directory: string) {
    this.#directory = ensureDirectory(directory);
  }

  /** Makes the first batch, so that no launch pays for it. */
  async fill(signal: AbortSignal): Promise<void> {
    if (this.#made === 0) await unlessAborted(this.#grow(), signal);
  }

  async lease(signal: AbortSignal): Promise<Channels> {
    while (this.#free.length === 0) await unlessAborted(this.#grow(), signal);
    signal.throwIfAborted();
    const path = this.#free.pop()!;
    const output = openFifo(outputOf(path));
    const input = openInputFifo(inputOf(path));
    const report = openNewFile(reportOf(path));
    const release = (): void => {
      this.#free.push(path);
    };
    const abandon = (): void => {
      for (const descriptor of [output.writer, input.reader, report]) closeDescriptor(descriptor);
      input.writer.destroy();
      output.reader.once('close', release).destroy();
    };
    return { input, output, report, reported: () => readText(reportOf(path)), release, abandon };
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
    const paths = Array.from({ length: count }, (_, index) =>
      join(this.#directory, String(this.#made + index)),
    );
    await makeFifos(paths.flatMap((path) => [inputOf(path), outputOf(path)]));
    this.#made += count;
    this.#free.push(...paths);
  }
}

const inputOf = (path: string): string => `${path}.in`;
const outputOf = (path: string): string => `${path}.out`;
const reportOf = (path: string): string => `${path}.report`;
