import type { RoundContext } from './experiment.ts';
import type { Victim } from './victim.ts';

/** One request to the victim. Times on the context's clock. */
export interface Pulse {
  /**
   * When it was to be sent; latency counts from here, so that a request that had to wait for an earlier one
   * shows it.
   */
  readonly intended: number;
  /** How much later the harness sent it. Milliseconds. */
  readonly late: number;
  answered?: number;
}

/**
 * A timer's own resolution: one that fires within this counts as on time, and the request as intended when it
 * was sent. Later than that the harness was held up, and the request's wait is counted. Milliseconds.
 */
const TIMER_RESOLUTION = 2;
/** For the last answers to arrive after the last request was sent. Milliseconds. */
const DRAIN = 1_000;

/** Open-loop load: requests at a fixed rate, sent whether or not earlier ones were answered. */
export class Pulses {
  readonly sent: Pulse[] = [];
  readonly #context: Pick<RoundContext, 'clock' | 'signal'>;
  readonly #victim: Victim;
  readonly #periodMs: number;
  readonly #stopped = new AbortController();
  readonly #sending: Promise<void>;
  #drained: (() => void) | undefined;

  constructor(context: Pick<RoundContext, 'clock' | 'signal'>, victim: Victim, rate: number) {
    this.#context = context;
    this.#victim = victim;
    this.#periodMs = 1_000 / rate;
    this.#sending = this.#send();
  }

  /**
   * Sends no more, and waits a little for answers that are under way. What is still unanswered then stays so.
   */
  async stop(): Promise<readonly Pulse[]> {
    const { clock, signal } = this.#context;
    this.#stopped.abort(new Error('no more pulses'));
    await this.#sending;
    const drained = new AbortController();
    this.#drained = () => {
      if (this.sent.every(({ answered }) => answered !== undefined)) drained.abort(new Error('drained'));
    };
    this.#drained();
    await clock.sleep(DRAIN, AbortSignal.any([signal, drained.signal])).catch(() => signal.throwIfAborted());
    return this.sent;
  }

  async #send(): Promise<void> {
    const { clock, signal } = this.#context;
    const either = AbortSignal.any([signal, this.#stopped.signal]);
    const start = clock.now();
    for (let number = 0; !either.aborted; number += 1) {
      const planned = start + number * this.#periodMs;
      if (planned > clock.now()) await clock.sleep(planned - clock.now(), either).catch(() => {});
      if (either.aborted) return;
      const now = clock.now();
      const late = now - planned;
      const pulse: Pulse = { intended: late <= TIMER_RESOLUTION ? now : planned, late };
      this.sent.push(pulse);
      this.#victim.ask((atMs) => {
        pulse.answered = atMs;
        this.#drained?.();
      });
    }
  }
}

/**
 * Latencies in the order of sending; a request without an answer counts as long as it has waited until
 * `until`: never less than it is.
 */
export function latenciesOf(pulses: readonly Pulse[], until: number): number[] {
  return pulses.map(({ intended, answered }) => (answered ?? Math.max(until, intended)) - intended);
}

/** So many answers in a row must be as fast as alone. */
const CALM_ANSWERS = 10;

/**
 * How long after `from` the victim was itself again: until the first request from which on enough in a row
 * were answered within `boundMs`; undefined where that has not happened yet.
 */
export function recoveredAfter(pulses: readonly Pulse[], from: number, boundMs: number): number | undefined {
  let calm: Pulse[] = [];
  for (const pulse of pulses) {
    if (pulse.intended < from) continue;
    const fast = pulse.answered !== undefined && pulse.answered - pulse.intended <= boundMs;
    calm = fast ? [...calm, pulse] : [];
    if (calm.length === CALM_ANSWERS) return calm[0]!.intended - from;
  }
  return undefined;
}
