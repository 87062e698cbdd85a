import type { ReportContext } from '../../sections/context.ts';
import { formatInterval } from '../../sections/estimate.ts';
import { estimateAtTop, seriesOf } from '../../sections/select.ts';
import { perGiB } from '../figures/density.ts';
import { INSTANCE_ROLES } from '../../model/roles.ts';
import { formatNumber } from '../../model/units.ts';
import { metricTable, type Cell, type DataTable } from '../../sections/table.ts';

export function accountingTable(context: ReportContext): DataTable {
  return metricTable(
    context,
    'Memory per instance, counted three ways, mean over rounds with 95% interval',
    'Running',
    [
      { metric: 'memory.attributed', title: 'Attributed (PSS)' },
      { metric: 'memory.charged', title: 'Charged to the cgroup' },
      { metric: 'memory.host', title: 'Taken from the host' },
      { metric: 'memory.rss', title: 'RSS, double-counting' },
    ],
  );
}

export function roleTable(context: ReportContext): DataTable {
  const columns = INSTANCE_ROLES.map((role) => ({
    metric: `memory.attributed.${role}`,
    title: role === 'vmm' ? 'VMM' : role.replace(/^./, (letter) => letter.toUpperCase()),
  }));
  return metricTable(
    context,
    'Attributed memory (PSS) per instance by role, mean over rounds with 95% interval',
    'Running',
    columns,
  );
}

const FITS = [
  { metric: 'memory.marginal', title: 'Marginal: one more instance' },
  { metric: 'memory.fixed', title: 'Fixed: before the first' },
  { metric: 'memory.gap', title: 'Gap: marginal − attributed' },
  { metric: 'memory.shared', title: 'Shared daemons, total' },
  { metric: 'memory.guestKernel', title: 'Kept by the guest’s kernel' },
] as const;

/** The fitted line over density, and what it means for one GiB. */
export function fitTable(context: ReportContext): DataTable {
  const known = FITS.filter(({ metric }) => seriesOf(context, metric).length > 0);
  const rows = context.variants.flatMap((variant) => {
    const cells = known.map(({ metric }) => estimateAtTop(context, metric, variant.name));
    return cells.every((cell) => cell === undefined)
      ? []
      : [{ variant, cells: [...cells, densityCell(context, variant.name)] }];
  });
  return {
    caption: 'Host memory over density: a line fitted to MemAvailable, mean over rounds with 95% interval',
    columns: [
      ...known.map(({ title }) => ({ title, unit: 'bytes' })),
      { title: 'One GiB holds', unit: 'instances' },
    ],
    rows,
  };
}

function densityCell(context: ReportContext, variant: string): Cell {
  const marginal = estimateAtTop(context, 'memory.marginal', variant);
  const density = marginal === undefined ? undefined : perGiB(marginal);
  if (density === undefined) return undefined;
  const note =
    density.low === null
      ? undefined
      : density.high === null
        ? `at least ${formatNumber(density.low)}`
        : formatInterval([density.low, density.high], 'count');
  return { text: formatNumber(density.value), ...(note === undefined ? {} : { note }) };
}
