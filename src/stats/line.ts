import { mean } from 'simple-statistics';
import { intervalAround, type Interval } from './interval.ts';
import { tQuantile } from './student-t.ts';

export interface FittedLine {
  /** Change of y for one more x: the marginal cost of one instance where x is the density. */
  readonly slope: number;
  /** y at x = 0: the fixed cost. An extrapolation, like every intercept. */
  readonly intercept: number;
  /** Needs residual spread, and so at least three points; null with two. */
  readonly inference: {
    readonly slopeCi95: Interval;
    readonly interceptCi95: Interval;
    /** Residual standard deviation, in the unit of y. */
    readonly residual: number;
  } | null;
  readonly points: number;
}

/**
 * Ordinary least squares with 95% t intervals, n − 2 degrees of freedom (Draper & Smith, Applied Regression
 * Analysis, 3rd ed., §1.4; checked against NIST StRD). Undefined unless there are two different x: a single
 * x has no line.
 */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): FittedLine | undefined {
  if (!points.flat().every(Number.isFinite)) throw new RangeError('expected finite points');
  if (points.length < 2) return undefined;
  const xMean = mean(points.map(([x]) => x));
  const yMean = mean(points.map(([, y]) => y));
  // Sums of centred products: the textbook formula with raw squares cancels badly on byte counts.
  const spread = points.reduce((sum, [x]) => sum + (x - xMean) ** 2, 0);
  if (spread === 0) return undefined;
  const slope = points.reduce((sum, [x, y]) => sum + (x - xMean) * (y - yMean), 0) / spread;
  const intercept = yMean - slope * xMean;
  if (points.length < 3) return { slope, intercept, inference: null, points: points.length };

  const squares = points.reduce((sum, [x, y]) => sum + (y - yMean - slope * (x - xMean)) ** 2, 0);
  const residual = Math.sqrt(squares / (points.length - 2));
  const critical = tQuantile(0.975, points.length - 2);
  return {
    slope,
    intercept,
    inference: {
      slopeCi95: intervalAround(slope, (critical * residual) / Math.sqrt(spread)),
      interceptCi95: intervalAround(
        intercept,
        critical * residual * Math.sqrt(1 / points.length + xMean ** 2 / spread),
      ),
      residual,
    },
    points: points.length,
  };
}
