/**
 * A limit of the host or of a technology that density runs into, with its present value and how to raise it.
 */
export interface Wall {
  readonly name: string;
  readonly limit: number;
  /** Present use; undefined where nobody tells. */
  readonly used: number | undefined;
  /** Use of one instance where it is known beforehand; otherwise the ramp measures it. */
  readonly perInstance?: number;
  /** Default: a count. */
  readonly unit?: 'bytes';
  /** What counts against it. */
  readonly meaning: string;
  /** The way to raise it, or to do with less. */
  readonly raise: string;
}
