import { seededRandom, type Random } from '../model/random.ts';
import type { Interval } from './interval.ts';
import { quantile } from './quantile.ts';

export interface BootstrapOptions {
  readonly seed: number;
  /** Default 2,000: enough for the ends of a 95% band that is drawn, not judged. */
  readonly resamples?: number;
}

/**
 * 95% percentile bands of statistics by two-level bootstrap: rounds are drawn with replacement, then
 * instances inside each drawn round (Kalibera & Jones, "Rigorous benchmarking in reasonable time", ISMM 2013;
 * Davison & Hinkley, Bootstrap Methods and Their Application, 1997, §3.8). For bands in pictures; comparisons
 * use pairedRatio.
 *
 * @param rounds the values of each round's instances, infinity for one that never came; empty rounds are
 * ignored
 * @param statistics of all values of one resample pooled, e.g. their quantiles; always as many
 * @returns a band for each statistic, in order; none with fewer than two rounds, which say nothing about
 * spread between rounds
 */
export function bootstrapBands(
  rounds: readonly (readonly number[])[],
  statistics: (values: readonly number[]) => readonly number[],
  { seed, resamples = 2_000 }: BootstrapOptions,
): Interval[] {
  const filled = rounds.filter((round) => round.length > 0);
  if (filled.length < 2) return [];
  const random = seededRandom(seed);
  const results = Array.from({ length: resamples }, () =>
    statistics(resample(filled, random).flatMap((round) => resample(round, random))),
  );
  return results[0]!.map((_, index) => {
    const values = results.map((result) => result[index]!);
    return [quantile(values, 0.025)!, quantile(values, 0.975)!];
  });
}

function resample<T>(items: readonly T[], random: Random): T[] {
  return items.map(() => items[Math.floor(random() * items.length)]!);
}
