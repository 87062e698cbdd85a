import { IsodenseError, type ErrorKind } from '../model/errors.ts';

/** Every code that isodense ends with. */
export const EXIT = {
  pass: 0,
  internal: 1,
  usage: 2,
  /** A gate at level error is broken or has no data. */
  gateFailed: 10,
  /** Under --strict: a gate could not be decided. */
  inconclusive: 20,
  /** No baseline where one is needed, or one that cannot be compared. */
  noBaseline: 21,
  unavailable: 30,
  interrupted: 130,
  terminated: 143,
} as const;

const OF_KIND: Readonly<Record<ErrorKind, number>> = {
  usage: EXIT.usage,
  'no-baseline': EXIT.noBaseline,
  unavailable: EXIT.unavailable,
  interrupted: EXIT.interrupted,
  internal: EXIT.internal,
};

export function exitCodeOf(error: unknown): number {
  return error instanceof IsodenseError ? OF_KIND[error.kind] : EXIT.internal;
}
