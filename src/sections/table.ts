import type { Unit } from '../model/units.ts';
import type { ReportContext, ReportVariant } from './context.ts';
import type { Estimate } from './estimate.ts';
import { describePoint, estimateAt, pointKey, pointsOf, seriesOf } from './select.ts';

/** A table as data: HTML, Markdown and terminal draw the same one. */
export interface DataTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What the rows' groups are, where they have any: a column in text, sub-headings in a page. */
  readonly groupTitle?: string;
}

export interface Column {
  readonly title: string;
  /** What the numbers are in, under the title; absent for texts. */
  readonly unit?: string;
}

export type Cell =
  | Estimate
  | { readonly text: string; readonly note?: string; readonly strong?: boolean }
  | undefined;

export interface Row {
  readonly variant: ReportVariant | undefined;
  readonly cells: readonly Cell[];
  /** Rows of one group follow each other. */
  readonly group?: string;
}

export interface MetricColumn {
  readonly metric: string;
  readonly title: string;
}

/** What a reader calls the unit; the value itself carries the exact one (`ms` or `s`). */
const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  ms: 'time',
  bytes: 'bytes',
  ratio: 'ratio',
  'per second': 'per second',
  cores: 'cores',
  count: 'count',
};

/** Variants × points against metrics. Metrics that nobody measured take no column. */
export function metricTable(
  context: ReportContext,
  caption: string,
  groupTitle: string,
  metrics: readonly MetricColumn[],
): DataTable {
  const known = metrics.filter(({ metric }) => seriesOf(context, metric).length > 0);
  const points = new Map(
    known.flatMap(({ metric }) =>
      pointsOf(context, metric).map((point) => [pointKey(point), point] as const),
    ),
  );
  const rows = [...points.values()].flatMap((point) =>
    context.variants.flatMap((variant): Row[] => {
      const cells = known.map(({ metric }) => estimateAt(context, metric, variant.name, point));
      return cells.every((cell) => cell === undefined)
        ? []
        : [{ variant, cells, group: describePoint(point) }];
    }),
  );
  const unitOf = (metric: string): Unit | undefined => seriesOf(context, metric)[0]?.unit;
  const columns = known.map(({ metric, title }): Column => {
    const unit = unitOf(metric);
    return unit === undefined ? { title } : { title, unit: UNIT_WORDS[unit] };
  });
  return { caption, columns, rows, groupTitle };
}

/** Without the columns in which no variant has anything to say. */
export function withoutEmptyColumns(table: DataTable): DataTable {
  const told = table.columns.map((_, index) => table.rows.some(({ cells }) => cells[index] !== undefined));
  return {
    ...table,
    columns: table.columns.filter((_, index) => told[index]),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => told[index]) })),
  };
}
