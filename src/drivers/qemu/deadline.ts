import type { Clock } from '../../host/clock.ts';

/** A signal that aborts when the given one does, or when the time is over; `expired` tells which. */
export class Deadline implements Disposable {
  readonly signal: AbortSignal;
  readonly #settled = new AbortController();
  #expired = false;

  constructor(clock: Clock, milliseconds: number, outer: AbortSignal, message: string) {
    const over = new AbortController();
    this.signal = AbortSignal.any([outer, over.signal]);
    clock.sleep(milliseconds, this.#settled.signal).then(
      () => {
        this.#expired = !outer.aborted;
        over.abort(new Error(message));
      },
      () => {}, // disposed of in time
    );
  }

  get expired(): boolean {
    return this.#expired;
  }

  [Symbol.dispose](): void {
    this.#settled.abort();
  }
}

/** Settles like the promise, or rejects with the signal's reason when that comes first. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {}); // it may reject after nobody waits for it any more
  signal.throwIfAborted();
  const settled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))), { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    settled.abort();
  }
}
