import type { Html } from './escape.ts';
import type { ChartSpec } from '../../sections/chart.ts';

/** One section of the page. */
export interface View {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
  /** Drawn by the page's script into the canvas of the same id. */
  readonly charts: Readonly<Record<string, ChartSpec>>;
}
