import type { Parameters } from './plan.ts';
import type { BoundaryOutcome } from './records.ts';

/** A gate that does not hold fails the build (error) or is only reported (warn). */
export type GateLevel = 'error' | 'warn';

/**
 * Which series a rule on a metric applies to. Anything left out matches all of them; each match is judged
 * separately.
 */
export interface SeriesFilter {
  readonly metric: string;
  /** The variant that is judged; if absent, every variant except twins. */
  readonly of?: string | undefined;
  readonly density?: number | undefined;
  /** Parameters that the series must have; others may have any value. */
  readonly parameters?: Parameters | undefined;
}

/** Ratio of two variants of one run, paired by repetition: `of ÷ over` at most `max` and at least `min`. */
type RatioRule = SeriesFilter & {
  readonly kind: 'ratio';
  readonly over: string;
  readonly max?: number | undefined;
  readonly min?: number | undefined;
};

/** Change for the worse against a baseline, or against the variant `over` of the same run. 0.05 is 5%. */
type RegressionRule = SeriesFilter & {
  readonly kind: 'regression';
  readonly over?: string | undefined;
  readonly maxRegression: number;
  /** Changes smaller than this, in the metric's unit, are ignored. */
  readonly minAbs: number;
};

/** Bounds in the metric's own unit. */
type AbsoluteRule = SeriesFilter & {
  readonly kind: 'absolute';
  readonly max?: number | undefined;
  readonly min?: number | undefined;
};

/** Share of launches that became ready, over all rounds of startup and density cells: 0.99 is 99%. */
interface SuccessRule {
  readonly kind: 'success';
  readonly of?: string | undefined;
  readonly minSuccess: number;
}

/** A boundary check must have one of these outcomes. */
interface BoundaryRule {
  readonly kind: 'boundary';
  readonly check: string;
  readonly of?: string | undefined;
  readonly outcomes: readonly BoundaryOutcome[];
}

/**
 * One threshold, as a scenario or a gate file asks for it, with units parsed. Bounds are in the worse
 * direction of the metric unless they say otherwise.
 */
export type GateRule = { readonly level: GateLevel } & (
  | RatioRule
  | RegressionRule
  | AbsoluteRule
  | SuccessRule
  | BoundaryRule
);
