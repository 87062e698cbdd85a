/** What the page's script draws with chart.js: plain data, so that drawing code and figures stay apart. See assets/report-client.js. */
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
  /** Names of the whole numbers from 0, in place of ticks. */
  readonly categories?: readonly string[];
}

export interface ChartView {
  readonly label: string;
  readonly datasets: readonly ChartDataset[];
}

export interface ChartDataset {
  /** Decides colour, dash and symbol. */
  readonly variant: number;
  readonly label: string;
  /** `failures` are hollow crosses in the colour of the variant. */
  readonly style: 'line' | 'steps' | 'dots' | 'failures';
  readonly points: readonly (readonly [x: number, y: number])[];
}
