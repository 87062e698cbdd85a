import { mean, sampleVariance } from 'simple-statistics';
import type { TEstimate } from './t-estimate.ts';
import { combined, welchDifference, type VariancePart } from './welch.ts';

/** From this many sessions on, the spread between sessions can be estimated. */
export const SESSIONS_FOR_PREDICTION = 3;

/**
 * The difference between a new session and earlier ones, each given by the values of its rounds.
 *
 * With one or two earlier sessions, their rounds are pooled and compared by Welch's t: the spread between
 * sessions is NOT part of that interval. From three on it is: the mean of the new session is compared with
 * the means of the earlier ones, standard error s · √(1 + 1/k) with k − 1 degrees of freedom (prediction
 * interval of one future observation: Hahn & Meeker, Statistical Intervals, 1991, §4.7). The spread s
 * between session means includes the spread of rounds within a session; if the new session's own is larger
 * (fewer rounds, or noisier ones), the excess is added.
 *
 * Undefined if the new session has fewer than two rounds, or all earlier ones together have.
 */
export function sessionDifference(
  values: readonly number[],
  sessions: readonly (readonly number[])[],
): TEstimate | undefined {
  const filled = sessions.filter((session) => session.length > 0);
  if (filled.length < SESSIONS_FOR_PREDICTION) return welchDifference(values, filled.flat());
  if (values.length < 2) return undefined;
  const means = filled.map((session) => mean([...session]));
  const between: VariancePart = {
    variance: sampleVariance(means) * (1 + 1 / means.length),
    freedom: means.length - 1,
  };
  const more = varianceOfMean(values) - averageVarianceOfMeans(filled);
  const parts = more > 0 ? [between, { variance: more, freedom: values.length - 1 }] : [between];
  return { centre: mean([...values]) - mean(means), ...combined(parts) };
}

function varianceOfMean(values: readonly number[]): number {
  return sampleVariance([...values]) / values.length;
}

/** Sessions of one round have no spread and are left out; 0 if all are such. */
function averageVarianceOfMeans(sessions: readonly (readonly number[])[]): number {
  const variances = sessions.filter(({ length }) => length > 1).map(varianceOfMean);
  return variances.length === 0 ? 0 : mean(variances);
}
