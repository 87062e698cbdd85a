import type { Readable } from 'node:stream';
import type { Clock } from '../host/clock.ts';

const MIB = 2 ** 20;
/** Read at full speed: what a chatty start-up prints is never slowed down. Bytes. */
const BURST = 8 * MIB;
/**
 * Then this much a second, of one stream and of all that are held back together. Some 1% of a core and 4%.
 * Bytes.
 */
const RATE = 8 * MIB;
const TOTAL_RATE = 32 * MIB;

/**
 * Streams that are held back at the moment, of all instances: they share what this process can spend on
 * reading.
 */
const held = new Set<FloodGate>();

/**
 * Holds back a stream that never stops talking: beyond the burst it is paused again and again, its pipe fills
 * up, and whoever writes to it waits. Nothing is lost, and the harness stays on time.
 */
export class FloodGate {
  readonly #clock: Clock;
  readonly #stream: Readable;
  #allowance = BURST;
  #at: number;
  #open = false;

  constructor(stream: Readable, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
    this.#at = clock.now();
    stream.once('close', () => held.delete(this));
  }

  /** Counts what was read, and pauses the stream when that was too much. */
  count(bytes: number): void {
    if (this.#open) return;
    const now = this.#clock.now();
    const rate = Math.min(RATE, TOTAL_RATE / Math.max(1, held.size));
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#at) / 1_000) * rate) - bytes;
    this.#at = now;
    if (this.#allowance >= 0) {
      held.delete(this);
      return;
    }
    held.add(this);
    this.#stream.pause();
    this.#clock.sleep((-this.#allowance / rate) * 1_000).then(
      () => this.#stream.resume(),
      () => {},
    );
  }

  /**
   * From now on the stream is read as fast as it comes: what writes to it is being stopped and must not be
   * kept waiting.
   */
  open(): void {
    this.#open = true;
    held.delete(this);
    this.#stream.resume();
  }
}
