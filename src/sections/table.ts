import type { Unit } from '../model/units.ts';
import type { ReportVariant } from './context.ts';
import type { Estimate } from './estimate.ts';
import { describePoint, pointKey, type Figures } from './select.ts';

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

/** What a reader calls the unit; the value itself carries the exact one (`ms` or `s`). */
const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  ms: 'time',
  bytes: 'bytes',
  ratio: 'ratio',
  'per second': 'per second',
  cores: 'cores',
  count: 'count',
};

interface MetricColumn<Name> {
  readonly metric: Name;
  readonly title: string;
}

/** Variants × points against metrics. Metrics that nobody measured take no column. */
export function metricTable<Name extends string>(
  figures: Figures<Name>,
  caption: string,
  groupTitle: string,
  metrics: readonly MetricColumn<NoInfer<Name>>[],
): DataTable {
  const known = metrics.filter(({ metric }) => figures.has(metric));
  const points = new Map(
    known.flatMap(({ metric }) => figures.points(metric).map((point) => [pointKey(point), point] as const)),
  );
  const rows = [...points.values()].flatMap((point) =>
    figures.context.variants.flatMap((variant): Row[] => {
      const cells = known.map(({ metric }) => figures.at(metric, variant.name, point));
      return cells.every((cell) => cell === undefined)
        ? []
        : [{ variant, cells, group: describePoint(point) }];
    }),
  );
  return { caption, columns: known.map((column) => withUnit(figures, column)), rows, groupTitle };
}

/** Variants against metrics that each variant has once. Metrics that nobody measured take no column. */
export function totalsTable<Name extends string>(
  figures: Figures<Name>,
  caption: string,
  metrics: readonly MetricColumn<NoInfer<Name>>[],
): DataTable {
  const known = metrics.filter(({ metric }) => figures.has(metric));
  const rows = figures.context.variants.flatMap((variant): Row[] => {
    const cells = known.map(({ metric }) => figures.top(metric, variant.name));
    return cells.every((cell) => cell === undefined) ? [] : [{ variant, cells }];
  });
  return { caption, columns: known.map((column) => withUnit(figures, column)), rows };
}

function withUnit<Name extends string>(
  figures: Figures<Name>,
  { metric, title }: MetricColumn<Name>,
): Column {
  const unit = figures.series(metric)[0]?.unit;
  return unit === undefined ? { title } : { title, unit: UNIT_WORDS[unit] };
}

/** Leaves out the columns that are empty for every variant. */
export function withoutEmptyColumns(table: DataTable): DataTable {
  const told = table.columns.map((_, index) => table.rows.some(({ cells }) => cells[index] !== undefined));
  return {
    ...table,
    columns: table.columns.filter((_, index) => told[index]),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => told[index]) })),
  };
}
