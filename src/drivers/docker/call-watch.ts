import type { Readable } from 'node:stream';
import type { Clock } from '../../host/clock.ts';
import { DEADLINES } from '../../model/deadlines.ts';
import { NoAnswerError } from '../deadline.ts';

/** Fewer bytes between two looks are no movement: an engine that drips would never come to an end. */
const LEAST_MOVEMENT = 512;

/** What the client library is told of a call, as far as it matters here. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly isStream?: boolean;
  readonly file?: unknown;
  readonly abortSignal?: AbortSignal;
}

/**
 * One call to an engine: ends it when its caller gives up or its time is over, the stream of its answer
 * included.
 */
export class CallWatch {
  readonly #call: string;
  readonly #address: string;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  /**
   * Aborts when the deadline no longer applies: the call has ended, or the head of an unwatched stream has
   * come.
   */
  readonly #answered = new AbortController();
  readonly #ended = new AbortController();
  #stream: Readable | undefined;
  #moved = 0;

  constructor({ method, path, abortSignal }: Call, address: string, clock: Clock) {
    this.#call = `${method} ${path.replace(/\?.*$/, '').replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/, '$1')}`;
    this.#address = address;
    this.#clock = clock;
    if (abortSignal?.aborted === true) this.#stop(abortSignal.reason);
    abortSignal?.addEventListener('abort', () => this.#stop(abortSignal.reason), {
      once: true,
      signal: this.#ended.signal,
    });
  }

  /** For the request: aborts when the call is given up. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Why the call was given up; undefined while it was not. */
  get reason(): unknown {
    return this.#over.signal.aborted ? (this.#over.signal.reason as unknown) : undefined;
  }

  moved(bytes: number): void {
    this.#moved += bytes;
  }

  end(): void {
    this.#answered.abort();
    this.#ended.abort();
  }

  /** The answer has begun. Only where its stream is watched is there a deadline from now on. */
  follow(stream: Readable, isWatched: boolean): void {
    this.#stream = stream;
    if (!isWatched) this.#answered.abort();
    stream.on('error', () => {}); // whoever reads it hears of it; it may fail before anyone does
    stream.once('close', () => this.end());
  }

  async endsWithin(ms: number): Promise<void> {
    if (await this.#stillWaitsAfter(ms)) this.#stop(this.#noAnswer('did not answer', ms));
  }

  /**
   * Gives the call up when nothing moves and the engine does not answer `ping` either, or when nothing has
   * moved for `mostMs`.
   */
  async whileItMoves(mostMs: number, ping: () => Promise<unknown>): Promise<void> {
    let silentMs = 0;
    for (let before = 0; await this.#stillWaitsAfter(DEADLINES.transferPause);) {
      silentMs = this.#moved - before < LEAST_MOVEMENT ? silentMs + DEADLINES.transferPause : 0;
      before = this.#moved;
      if (silentMs === 0) continue;
      const lives = await ping().then(
        () => true,
        () => false,
      );
      if (!lives || silentMs >= mostMs) return this.#stop(this.#noAnswer('did not go on with', silentMs));
    }
  }

  #stillWaitsAfter(ms: number): Promise<boolean> {
    return this.#clock.sleep(ms, this.#answered.signal).then(
      () => true,
      () => false,
    );
  }

  #noAnswer(what: string, ms: number): NoAnswerError {
    return new NoAnswerError(
      `the engine at ${this.#address} ${what} ${this.#call}`,
      ms,
      "see whether it is stopped or overloaded, and restart it; isodense's own engine starts again with the next run",
    );
  }

  #stop(reason: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#over.abort(reason);
    this.#stream?.destroy(reason instanceof Error ? reason : undefined);
    this.end();
  }
}
