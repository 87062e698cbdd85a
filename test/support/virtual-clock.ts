import type { Clock } from '../../src/host/clock.ts';

interface Sleeper {
  readonly wakesAt: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * A clock whose sleeps take no time. Sleepers wake one at a time, earliest first, then in the order in which
 * they went to sleep; the time moves on only when everything that the last one set off has run as far as it
 * can without real input and output. So concurrent code gives the same times on every machine and in every
 * run.
 */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  #pumping = false;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      const abort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakesAt: this.#now + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.add(sleeper);
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    // An immediate runs after all microtasks, those that they queue included.
    setImmediate(() => {
      this.#pumping = false;
      const next = this.#earliest();
      if (next === undefined) return;
      this.#sleepers.delete(next);
      this.#now = Math.max(this.#now, next.wakesAt);
      next.wake();
      this.#pump();
    });
  }

  #earliest(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (
        first === undefined ||
        sleeper.wakesAt < first.wakesAt ||
        (sleeper.wakesAt === first.wakesAt && sleeper.order < first.order)
      )
        first = sleeper;
    }
    return first;
  }
}
