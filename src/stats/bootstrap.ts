import { seededRandom, type Random } from '../model/random.ts';
import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2,000: enough for the two ends of a 95% band that is drawn, not judged. */
  readonly resamples?: number;
}

/**
 * 95% percentile band of a statistic by two-level bootstrap: rounds are drawn with replacement, then instances inside
 * each drawn round (Kalibera & Jones, "Rigorous benchmarking in reasonable time", ISMM 2013; Davison & Hinkley,
 * Bootstrap Methods and Their Application, 1997, §3.8). For bands in pictures; comparisons use pairedRatio.
 *
 * @param rounds the values of each round's instances; empty rounds are ignored
 * @param statistic of all values of one resample pooled, e.g. their p95; undefined where it has none
 * @returns null with fewer than two rounds, which say nothing about spread between rounds
 */
export function bootstrapBand(
  rounds: readonly (readonly number[])[],
  statistic: (values: readonly number[]) => number | undefined,
  { seed, resamples = 2_000 }: BootstrapOptions,
): Interval | null {
  const filled = rounds.filter((round) => round.length > 0);
  if (filled.length < 2) return null;
  const random = seededRandom(seed);
  const results: number[] = [];
  for (let count = 0; count < resamples; count++) {
    const result = statistic(resample(filled, random).flatMap((round) => resample(round, random)));
    if (result !== undefined) results.push(result);
  }
  const low = quantile(results, 0.025);
  const high = quantile(results, 0.975);
  return low === undefined || high === undefined ? null : [low, high];
}

function resample<T>(items: readonly T[], random: Random): T[] {
  return items.map(() => items[Math.floor(random() * items.length)]!);
}
