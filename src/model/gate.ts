import type { Parameters } from './plan.ts';
import type { BoundaryOutcome } from './records.ts';

/** A gate that is not held fails the build, or is only told. */
export type GateLevel = 'error' | 'warn';

/**
 * Which series a rule on a metric speaks of. What is left out matches everything; each match is judged by
 * itself.
 */
export interface SeriesFilter {
  readonly metric: string;
  /** The variant that is judged; every variant (twins excepted) when absent. */
  readonly of?: string | undefined;
  readonly density?: number | undefined;
  /** Parameters that the series must have; others may have any value. */
  readonly parameters?: Parameters | undefined;
}

/**
 * One threshold, as a scenario or a gate file asks for it, units parsed. Bounds are in the worse direction of
 * the metric unless they say otherwise.
 */
export type GateRule = { readonly level: GateLevel } & (
  | /** Ratio of two variants of one run, paired by repetition: `of ÷ over` at most `max` and at least `min`. */
    ({
      readonly kind: 'ratio';
      readonly over: string;
      readonly max?: number | undefined;
      readonly min?: number | undefined;
    } & SeriesFilter) /** Change for the worse against a baseline, or against the variant `over` of the same run. 0.05 is 5%. */
  | ({
      readonly kind: 'regression';
      readonly over?: string | undefined;
      readonly maxRegression: number;
      /** Changes smaller than this, in the metric's unit, are none. */ readonly minAbs: number;
    } & SeriesFilter) /** Bounds in the metric's own unit. */
  | ({
      readonly kind: 'absolute';
      readonly max?: number | undefined;
      readonly min?: number | undefined;
    } & SeriesFilter) /** Share of launches that became ready, over all rounds of the variant's startup and density cells: 0.99 is 99%. */
  | {
      readonly kind: 'success';
      readonly of?: string | undefined;
      readonly minSuccess: number;
    } /** A boundary check must have one of these outcomes. */
  | {
      readonly kind: 'boundary';
      readonly check: string;
      readonly of?: string | undefined;
      readonly outcomes: readonly BoundaryOutcome[];
    }
);
