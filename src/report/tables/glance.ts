import { formatNumber } from '../../model/units.ts';
import type { ReportContext } from '../../sections/context.ts';
import { formatInterval } from '../../sections/estimate.ts';
import { glance, type GlanceRow } from '../figures/glance.ts';
import { withoutEmptyColumns, type Cell, type DataTable, type Row } from '../../sections/table.ts';

/** The variants side by side, one line each, in the reader's first questions. */
export function glanceTable(context: ReportContext): DataTable {
  const { rows, shareTitle } = glance(context);
  return withoutEmptyColumns({
    caption: 'The variants at a glance',
    columns: [
      { title: 'Ready in', unit: 'time' },
      { title: `Over ${context.input.summary.reference}`, unit: 'ratio' },
      { title: 'Memory, each', unit: 'bytes' },
      { title: 'One GiB holds', unit: 'instances' },
      { title: shareTitle, unit: 'ratio' },
      { title: 'Kernel' },
      { title: 'Failed', unit: 'of launches' },
    ],
    rows: rows.filter(({ variant }) => variant.status.state === 'measured').map(glanceRow),
  });
}

function glanceRow(row: GlanceRow): Row {
  const { variant, ready, memory, share, identity, attempts, failures } = row;
  const failed: Cell =
    attempts === 0
      ? undefined
      : { text: failures === 0 ? '0' : `${failures} of ${attempts}`, strong: failures > 0 };
  return {
    variant,
    cells: [
      ready,
      overCell(row),
      memory,
      densityCell(row),
      share,
      identity === undefined ? undefined : { text: identity.kernel },
      failed,
    ],
  };
}

function overCell({ variant, ready, readyOverReference: over }: GlanceRow): Cell {
  if (ready === undefined) return undefined;
  if (variant.isReference) return { text: 'reference' };
  if (over === undefined) return undefined;
  return {
    text: `${formatNumber(over.ratio)}×`,
    ...(over.ci95 === null ? {} : { note: `${formatInterval(over.ci95, 'ratio')}×` }),
  };
}

function densityCell({ perGiB }: GlanceRow): Cell {
  if (perGiB === undefined) return undefined;
  const { value, low, high } = perGiB;
  const note =
    low === null
      ? undefined
      : high === null
        ? `at least ${formatNumber(low)}`
        : formatInterval([low, high], 'count');
  return { text: formatNumber(value), ...(note === undefined ? {} : { note }) };
}
