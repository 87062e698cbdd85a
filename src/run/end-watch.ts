import type { Instance } from '../drivers/driver.ts';
import type { EndedRecord, InstanceEnd } from '../model/records.ts';

interface EndWatchParts {
  readonly round: number;
  readonly at: () => number;
  readonly record: (record: EndedRecord) => void;
  /** An instance that ended well, once it was ready, did what it was launched for. */
  readonly jobsMayEnd: boolean;
}

/** Watches every instance of a round from ready to removal, and records those that end by themselves. */
export class EndWatch {
  readonly #parts: EndWatchParts;
  readonly #watched = new Set<Instance>();
  readonly #mayEnd = new WeakSet<Instance>();
  readonly #ends = new Map<Instance, InstanceEnd>();
  readonly #listeners = new Set<(instance: Instance) => void>();
  readonly #telling = new Set<Promise<void>>();

  constructor(parts: EndWatchParts) {
    this.#parts = parts;
  }

  add(instance: Instance): void {
    this.#watched.add(instance);
    void instance.exited.then((end) => {
      if (this.#watched.delete(instance)) this.#ended(instance, end);
    });
  }

  /** From now on it is ended by us. */
  forget(instance: Instance): void {
    this.#watched.delete(instance);
  }

  /** Whoever launched it provokes its end, or counts with it. */
  allow(instance: Instance): void {
    this.#mayEnd.add(instance);
  }

  endOf(instance: Instance): InstanceEnd | undefined {
    return this.#ends.get(instance);
  }

  onEnd(listener: (instance: Instance) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when every end so far is recorded: last words can arrive a little later. */
  async settle(): Promise<void> {
    await Promise.all(this.#telling);
  }

  #ended(instance: Instance, end: InstanceEnd): void {
    const { round, at, record, jobsMayEnd } = this.#parts;
    const atMs = at();
    this.#ends.set(instance, end);
    const expected = this.#mayEnd.has(instance)
      ? 'provoked'
      : jobsMayEnd && end.code === 0
        ? 'job'
        : undefined;
    const telling = instance
      .lastWords()
      .catch(() => '')
      .then((lastWords) =>
        record({
          kind: 'ended',
          round,
          instance: instance.index,
          atMs,
          ...end,
          lastWords,
          ...(expected === undefined ? {} : { expected }),
        }),
      );
    this.#telling.add(telling);
    for (const listener of this.#listeners) listener(instance);
  }
}
