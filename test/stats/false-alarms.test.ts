import { expect, test } from 'vitest';
import { seededRandom, type Random } from '../../src/model/random.ts';
import { pairedRatio, type RatioPair } from '../../src/stats/paired-ratio.ts';
import { median } from '../../src/stats/quantile.ts';
import { tTwoSidedP } from '../../src/stats/student-t.ts';

/**
 * Why the round is the unit of replication: sessions that compare a variant with itself, in which the host is
 * a little faster or slower from round to round. The spread between rounds is 0.3 of the spread between
 * instances.
 */
const SESSIONS = 2_000;
const ROUNDS = 5;
const INSTANCES = 20;

/** Standard normal by Box & Muller, Annals of Mathematical Statistics 29 (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Launch times of one variant in one session, ms: rounds × instances. */
function measure(random: Random): number[][] {
  return Array.from({ length: ROUNDS }, () => {
    const round = 0.03 * normal(random);
    return Array.from({ length: INSTANCES }, () => 200 * Math.exp(round + 0.1 * normal(random)));
  });
}

/** Two-sample t test on the logarithms of all instances, as if they were independent. */
function pooledP(a: number[], b: number[]): number {
  const [first, second] = [a, b].map((values) => {
    const logs = values.map(Math.log);
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    return { mean, variance: logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1) };
  }) as [{ mean: number; variance: number }, { mean: number; variance: number }];
  const standardError = Math.sqrt((first.variance + second.variance) / a.length);
  return tTwoSidedP((first.mean - second.mean) / standardError, 2 * a.length - 2);
}

test('of 2,000 comparisons of a variant with itself, paired t on rounds flags about 5% and pooled instances several times that', () => {
  const random = seededRandom(2024);
  let paired = 0;
  let outside = 0;
  let pooled = 0;
  for (let session = 0; session < SESSIONS; session++) {
    const a = measure(random);
    const b = measure(random);
    const result = pairedRatio(
      a.map((round, index): RatioPair => [median(round)!, median(b[index]!)!]),
    )!.inference!;
    if (result.p < 0.05) paired++;
    if (result.ci95[0] > 1 || result.ci95[1] < 1) outside++;
    if (pooledP(a.flat(), b.flat()) < 0.05) pooled++;
  }
  // Four standard errors of a share of 5% in 2,000 are 1.9 percentage points.
  expect(paired / SESSIONS).toBeGreaterThan(0.031);
  expect(paired / SESSIONS).toBeLessThan(0.069);
  expect(outside).toBe(paired); // the interval and the p say the same
  expect(pooled / SESSIONS).toBeGreaterThan(0.15);
});
