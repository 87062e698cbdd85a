/**
 * A limit of the host or of a technology that density runs into, with its current value and how to raise
 * it.
 */
export interface Wall {
  readonly name: string;
  readonly limit: number;
  /** Current use; undefined if it is unknown. */
  readonly used: number | undefined;
  /** Use of one instance if it is known beforehand; otherwise the ramp measures it. */
  readonly perInstance?: number;
  /** Default: a count. */
  readonly unit?: 'bytes';
  /** What counts against it. */
  readonly meaning: string;
  /** How to raise it, or how to need less. */
  readonly raise: string;
}
