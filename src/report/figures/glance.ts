import type { ReportContext } from '../../sections/context.ts';
import type { GlanceColumn } from '../../sections/section.ts';
import { withoutEmptyColumns, type Cell, type DataTable } from '../../sections/table.ts';
import { axisOf, boundedCell, perGiB, type MemoryAxis } from '../../sections/trade-off.ts';
import { axesOf, type Report } from '../compose.ts';

export interface Glance {
  /** One row per variant that was measured: the figures that a reader asks for first. */
  readonly table: DataTable;
  readonly note: string;
}

/** The variants side by side. Terminal, Markdown and HTML show the same. */
export function glance(report: Report): Glance {
  const { context, contributions } = report;
  const memory = axisOf(axesOf(report), 'memory');
  const columns = [
    ...contributions.flatMap((contribution) => [
      ...contribution.glance,
      ...(memory !== undefined && contribution.axes.includes(memory) ? memoryColumns(memory) : []),
    ]),
    failureColumn(context),
  ];
  const table = withoutEmptyColumns({
    caption: 'The variants at a glance',
    columns: columns.map(({ title, unit }) => (unit === undefined ? { title } : { title, unit })),
    rows: context.variants
      .filter(({ status }) => status.state === 'measured')
      .map((variant) => ({ variant, cells: columns.map(({ cells }) => cells.get(variant.name)) })),
  });
  const notes = columns.flatMap(({ note, cells }) => (note === undefined || cells.size === 0 ? [] : [note]));
  return {
    table,
    note: notes.length === 0 ? '' : [...notes, 'Means over rounds with their 95% t intervals.'].join(' '),
  };
}

function memoryColumns({ of, note }: MemoryAxis): GlanceColumn[] {
  const densities = [...of].map(([variant, cost]) => [variant, boundedCell(perGiB(cost))] as const);
  return [
    { title: 'Memory, each', unit: 'bytes', cells: of, note },
    { title: 'One GiB holds', unit: 'instances', cells: new Map(densities) },
  ];
}

/** Launches that were tried and failed, over all experiments. */
function failureColumn(context: ReportContext): GlanceColumn {
  const cells = context.variants.flatMap(({ name }): [string, Cell][] => {
    const { attempts, failures } = launchCounts(context, name);
    if (attempts === 0) return [];
    return [[name, { text: failures === 0 ? '0' : `${failures} of ${attempts}`, strong: failures > 0 }]];
  });
  return { title: 'Failed', unit: 'of launches', cells: new Map(cells) };
}

export interface LaunchCounts {
  readonly attempts: number;
  readonly failures: number;
}

export function launchCounts(context: ReportContext, variant: string): LaunchCounts {
  const outcomes = context.records.rounds.flatMap(({ start, launches }) =>
    start.cell.variant === variant ? launches.map(({ outcome }) => outcome) : [],
  );
  return {
    attempts: outcomes.length,
    failures: outcomes.filter((outcome) => outcome !== 'ready').length,
  };
}
