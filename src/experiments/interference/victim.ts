import type { RoundContext } from '../experiment.ts';
import type { Victim } from '../victim.ts';

export interface MeasuredVictim extends Victim {
  /** What it completes per second when it is never left without work. */
  capacity(context: RoundContext, windowMs: number): Promise<number>;
}
