import type { Clock } from '../../src/host/clock.ts';
import { monotonicClock } from '../../src/host/clock.ts';

/**
 * The real clock until it is told to hurry: then its sleeps, and the time that it tells, pass so many times
 * as fast.
 */
export class HurriedClock implements Clock {
  #factor = 1;
  #from = { real: monotonicClock.now(), told: monotonicClock.now() };

  hurry(factor: number): void {
    this.#from = { real: monotonicClock.now(), told: this.now() };
    this.#factor = factor;
  }

  now(): number {
    return this.#from.told + (monotonicClock.now() - this.#from.real) * this.#factor;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return monotonicClock.sleep(ms / this.#factor, signal);
  }
}
