/**
 * What the page's script draws with chart.js: plain data, so that drawing code and figures stay apart. See
 * assets/report-client.js.
 */
export interface ChartSpec {
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  /** Drawn one at a time; a menu chooses where there are several. */
  readonly views: readonly ChartView[];
}

export interface AxisSpec {
  /** With its unit. */
  readonly title: string;
  readonly scale: 'linear' | 'logarithmic';
  readonly min?: number;
  readonly max?: number;
  /** Ticks at whole numbers only: a count has no halves. */
  readonly whole?: true;
  /** Names of the whole numbers from 0, instead of ticks. */
  readonly categories?: readonly string[];
}

export interface ChartView {
  readonly label: string;
  readonly datasets: readonly ChartDataset[];
  /** Instead of the chart's own y axis. */
  readonly y?: AxisSpec;
  readonly marks?: readonly ChartMark[];
}

/** A dashed line across the chart, with its name: a wall, a reserve. */
export interface ChartMark {
  /** Its value on that axis. */
  readonly at: number;
  readonly along: 'x' | 'y';
  readonly label: string;
  /** The variant that it belongs to; absent if it belongs to none. */
  readonly variant?: number;
}

export interface ChartDataset {
  /** Decides colour, dash and symbol. */
  readonly variant: number;
  readonly label: string;
  /**
   * `failures` are hollow crosses in the colour of the variant, `hollow` its symbol unfilled: the same under
   * another name; `marked` is a line with a symbol at every point; `control` a thin grey one, whose dash
   * alone is that of `variant`.
   */
  readonly style: 'line' | 'steps' | 'dots' | 'failures' | 'hollow' | 'marked' | 'control';
  /** A line is broken where y is null. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
  /** Shaded between two times at each height, from the bottom up. An end that is null is beyond the chart. */
  readonly band?: readonly (readonly [low: number | null, high: number | null, y: number])[];
  /** Of each point, on the y axis; drawn upright through it. */
  readonly intervals?: readonly (readonly [low: number, high: number] | null)[];
}

/** For the note of a chart that has bands. */
export const BAND_NOTE =
  ' The shaded area is the 95% band over rounds and launches (two-level bootstrap): where the curve might be if the rounds were repeated.';
