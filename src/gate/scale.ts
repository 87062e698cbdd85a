import { mean } from 'simple-statistics';

/**
 * Where every value is positive, changes are judged as ratios, on logarithms; else as differences in the
 * metric's own unit.
 */
export type Scale = 'log' | 'linear';

export function scaleFor(values: readonly number[]): Scale {
  return values.every((value) => value > 0) ? 'log' : 'linear';
}

export function toScale(scale: Scale, value: number): number {
  return scale === 'log' ? Math.log(value) : value;
}

export function fromScale(scale: Scale, value: number): number {
  return scale === 'log' ? Math.exp(value) : value;
}

export function allToScale(scale: Scale, values: readonly number[]): number[] {
  return values.map((value) => toScale(scale, value));
}

/** Geometric mean on logarithms, plain mean otherwise. */
export function typicalOf(scale: Scale, values: readonly number[]): number {
  return fromScale(scale, mean(allToScale(scale, values)));
}
