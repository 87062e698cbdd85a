import jstat from 'jstat';
import type { Interval } from './interval.ts';

/**
 * Exact 95% interval of a share, from independent trials (Clopper & Pearson, Biometrika 26 (1934)), by
 * quantiles of the beta distribution. At least 95% at any true share, and so wider than others; never beyond
 * 0 … 1. Undefined for no trials.
 */
export function exactShareInterval(successes: number, trials: number): Interval | undefined {
  if (!(Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0 && successes <= trials))
    throw new RangeError(`expected successes out of trials, got ${successes} of ${trials}`);
  if (trials === 0) return undefined;
  return [
    successes === 0 ? 0 : jstat.beta.inv(0.025, successes, trials - successes + 1),
    successes === trials ? 1 : jstat.beta.inv(0.975, successes + 1, trials - successes),
  ];
}
