import { mean } from 'simple-statistics';
import type { Series } from '../model/summary.ts';
import { sessionDifference } from '../stats/session-difference.ts';
import { estimateMean, type TEstimate } from '../stats/t-estimate.ts';

/**
 * Where every value is positive, changes are judged as ratios, on logarithms; else as differences in the
 * metric's own unit.
 */
export type Scale = 'log' | 'linear';

function scaleFor(values: readonly number[]): Scale {
  return values.every((value) => value > 0) ? 'log' : 'linear';
}

export function toScale(scale: Scale, value: number): number {
  return scale === 'log' ? Math.log(value) : value;
}

export function fromScale(scale: Scale, value: number): number {
  return scale === 'log' ? Math.exp(value) : value;
}

function allToScale(scale: Scale, values: readonly number[]): number[] {
  return values.map((value) => toScale(scale, value));
}

/** Geometric mean on logarithms, plain mean otherwise. */
export function typicalOf(scale: Scale, values: readonly number[]): number {
  return fromScale(scale, mean(allToScale(scale, values)));
}

/**
 * A series compared with something, on a scale. On `log`, e to the power of a figure is the ratio (or,
 * against a bound, the value).
 */
export interface Compared {
  readonly scale: Scale;
  /** Typical values in the metric's unit; null against a bound, which has none. */
  readonly reference: number | null;
  readonly candidate: number;
  readonly centre: number;
  /** Undefined with fewer than two rounds. */
  readonly estimate: TEstimate | undefined;
  readonly rounds: number;
}

type Observed = Pick<Series, 'observations' | 'repetitions'>;

/** Of one run, paired by repetition; undefined where no repetition has both. */
export function comparePaired(candidate: Observed, reference: Observed): Compared | undefined {
  const others = new Map(
    reference.repetitions.map((repetition, index) => [repetition, reference.observations[index]!]),
  );
  const pairs = candidate.repetitions.flatMap((repetition, index): [number, number][] => {
    const other = others.get(repetition);
    return other === undefined ? [] : [[candidate.observations[index]!, other]];
  });
  if (pairs.length === 0) return undefined;
  const scale = scaleFor(pairs.flat());
  const values = pairs.map(([value]) => value);
  const references = pairs.map(([, other]) => other);
  const differences = pairs.map((pair) => allToScale(scale, pair)).map(([value, other]) => value! - other!);
  return {
    scale,
    reference: typicalOf(scale, references),
    candidate: typicalOf(scale, values),
    centre: mean(differences),
    estimate: estimateMean(differences),
    rounds: pairs.length,
  };
}

/** Against the rounds of earlier sessions; undefined where there are none on either side. */
export function compareWithSessions(
  values: readonly number[],
  sessions: readonly (readonly number[])[],
): Compared | undefined {
  if (values.length === 0 || sessions.flat().length === 0) return undefined;
  const scale = scaleFor([...values, ...sessions.flat()]);
  const estimate = sessionDifference(
    allToScale(scale, values),
    sessions.map((session) => allToScale(scale, session)),
  );
  const candidate = typicalOf(scale, values);
  const reference = typicalOf(scale, sessions.flat());
  if (estimate === undefined)
    return {
      scale,
      reference,
      candidate,
      centre: scale === 'log' ? Math.log(candidate / reference) : candidate - reference,
      estimate,
      rounds: values.length,
    };
  // What the candidate is that much away from: where sessions differ in rounds, each session weighs the same.
  const held = scale === 'log' ? candidate / fromScale(scale, estimate.centre) : candidate - estimate.centre;
  return { scale, reference: held, candidate, centre: estimate.centre, estimate, rounds: values.length };
}

/** By itself, to be compared with bounds in its own unit. */
export function compareWithBound(values: readonly number[]): Compared {
  const scale = scaleFor(values);
  const onScale = allToScale(scale, values);
  return {
    scale,
    reference: null,
    candidate: typicalOf(scale, values),
    centre: mean(onScale),
    estimate: estimateMean(onScale),
    rounds: values.length,
  };
}
