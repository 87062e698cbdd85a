import type { Random } from '../../../src/model/random.ts';

/** What is true in a simulated session. Spreads and effects are on logarithms: 0.05 is about 5%. */
export interface World {
  readonly rounds: number;
  /** Launched together in a round; a round's value is their median. */
  readonly instances: number;
  readonly instanceSpread: number;
  /** What all instances of one round have in common. */
  readonly roundSpread: number;
  /** What all rounds of one session have in common: the host is a little different on every day. */
  readonly sessionSpread: number;
  /** Candidate over reference. */
  readonly effect: number;
  /** From the first round of the session to its last. */
  readonly drift: number;
  /** Twin over reference: 0 unless the harness is at fault. */
  readonly twinShift: number;
  /** The host control before rounds of the candidate, over that before rounds of the reference. */
  readonly controlShift: number;
  readonly order: 'mirrored' | 'blocked';
  /** Independent metrics, each with a gate. */
  readonly metrics: number;
}

/** Rounds of 20 launches on a fairly quiet host, nothing changed. */
export const QUIET: World = {
  rounds: 8,
  instances: 20,
  instanceSpread: 0.1,
  roundSpread: 0.03,
  sessionSpread: 0,
  effect: 0,
  drift: 0,
  twinShift: 0,
  controlShift: 0,
  order: 'mirrored',
  metrics: 1,
};

/** Rounds whose values are lognormal with exactly this spread: what the analytic formulas speak of. */
export function plainRounds(spread: number): World {
  return { ...QUIET, instances: 1, instanceSpread: 0, roundSpread: spread };
}

/** Standard normal by Box & Muller, Annals of Mathematical Statistics 29 (1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
