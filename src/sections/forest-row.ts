/** One change with its interval: a ratio, 1 is no change. */
export interface ForestRow {
  readonly name: string;
  /** What is compared with what, and where; second line, muted. */
  readonly detail: string;
  /** Null: no data, drawn as a word. */
  readonly ratio: number | null;
  readonly ci95: readonly [low: number, high: number] | null;
  /** Tolerance; an open side runs to the edge. */
  readonly accepted?: readonly [low: number | null, high: number | null];
  /** A/A band of the same cell. */
  readonly noise?: readonly [low: number, high: number];
  /** ✓ ✗ ? ~ …, or nothing where nothing was judged. */
  readonly sign: string;
  readonly word: string;
  /** A heading above the first of the rows that share it. */
  readonly group?: string;
}
