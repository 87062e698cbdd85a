import { INSTANCE_ROLES } from '../../model/roles.ts';
import { formatBytes } from '../../model/units.ts';
import type { Block, ExperimentReport, IntervalGroup, StackRow } from '../../sections/section.ts';
import { byVariant, describePoint, figuresOf, type Figures } from '../../sections/select.ts';
import { metricTable, totalsTable, type Cell, type DataTable } from '../../sections/table.ts';
import { boundedCell, perGiB, type MemoryAxis } from '../../sections/trade-off.ts';
import { capital } from '../../sections/words.ts';
import { hostMemoryChart } from './host-memory-chart.ts';
import { memoryMetrics, type MemoryMetric } from './metrics.ts';

export const memoryReport: ExperimentReport = {
  sections: (context) => {
    const figures = figuresOf(context, memoryMetrics);
    const [fit, accountings, roles] = [fitTable(figures), accountingTable(figures), roleTable(figures)];
    const chart = hostMemoryChart(context);
    if (fit.rows.length + accountings.rows.length + roles.rows.length + chart.length === 0) return [];
    return [
      {
        id: 'memory',
        title: 'Memory',
        blocks: [
          {
            kind: 'note',
            text: 'Counted three ways, because each way misses something: what is attributed to an instance’s processes, what its cgroup is charged, and the drop in the host’s available memory. The gap is the part of the last that the first does not explain.',
          },
          ...accountingPicture(figures),
          { kind: 'table', table: accountings, folded: 'The accountings at every density' },
          { kind: 'table', table: fit },
          ...chart,
          ...rolePicture(figures),
          { kind: 'table', table: roles, folded: 'Roles at every density', media: ['page'] },
        ],
      },
    ];
  },
  axes: (context) => {
    const axis = memoryAxis(figuresOf(context, memoryMetrics));
    return axis === undefined ? [] : [axis];
  },
  comparedFigures: (context) => {
    const figures = figuresOf(context, memoryMetrics);
    const axis = memoryAxis(figures);
    if (axis === undefined) return [];
    const point = figures.heaviest(axis.metric);
    const words = `${capital(axis.title)} per instance`;
    // A slope belongs to all densities, an amount to one.
    const where = axis.metric === MARGINAL || point === undefined ? '' : `, ${describePoint(point)}`;
    return [{ metric: axis.metric, title: words + where, point }];
  },
};

const MARGINAL = 'memory.marginal';
const ATTRIBUTED = 'memory.attributed';

/**
 * Which accounting density is calculated from, for all variants alike. The marginal cost is the truth of the
 * host, but small instances drown in the noise of its memory; then attributed memory, which is exact and
 * leaves out what the kernel holds for an instance, is the figure that can be compared.
 */
function memoryAxis(
  figures: Figures<MemoryMetric>,
): (MemoryAxis & { readonly metric: MemoryMetric }) | undefined {
  if (!figures.has(MARGINAL) && !figures.has(ATTRIBUTED)) return undefined;
  const { variants } = figures.context;
  const noisy = variants.filter(
    ({ name, status }) => status.state === 'measured' && !isClearlyPositive(figures, name),
  );
  const metric = noisy.length === 0 || !figures.has(ATTRIBUTED) ? MARGINAL : ATTRIBUTED;
  const of = byVariant(figures.rowsAtTop(metric));
  if (metric === MARGINAL) {
    const note = 'Memory: the marginal cost to the host of one more instance.';
    return { kind: 'memory', metric, of, title: 'host memory', note, reason: undefined };
  }
  const names = noisy.map(({ name }) => name).join(', ');
  const reason = `the host cost of one more instance of ${names} is too small to measure in these rounds`;
  const note = `Memory: attributed (PSS), because ${reason}.`;
  return { kind: 'memory', metric, of, title: 'attributed memory (PSS)', note, reason };
}

function isClearlyPositive(figures: Figures<MemoryMetric>, variant: string): boolean {
  const cost = figures.top(MARGINAL, variant);
  return cost !== undefined && (cost.ci95?.[0] ?? cost.value) > 0;
}

function accountingTable(figures: Figures<MemoryMetric>): DataTable {
  return metricTable(
    figures,
    'Memory per instance, counted three ways, mean over rounds with 95% interval',
    'Running',
    [
      { metric: ATTRIBUTED, title: 'Attributed (PSS)' },
      { metric: 'memory.charged', title: 'Charged to the cgroup' },
      { metric: 'memory.host', title: 'Taken from the host' },
      { metric: 'memory.rss', title: 'RSS, double-counting' },
    ],
  );
}

function roleTable(figures: Figures<MemoryMetric>): DataTable {
  return metricTable(
    figures,
    'Attributed memory (PSS) per instance by role, mean over rounds with 95% interval',
    'Running',
    INSTANCE_ROLES.map((role) => ({
      metric: `memory.attributed.${role}` as const,
      title: role === 'vmm' ? 'VMM' : capital(role),
    })),
  );
}

/** The fitted line over density, and what it means for one GiB. */
function fitTable(figures: Figures<MemoryMetric>): DataTable {
  const table = totalsTable(
    figures,
    'Host memory over density: a line fitted to MemAvailable, mean over rounds with 95% interval',
    [
      { metric: MARGINAL, title: 'Marginal: one more instance' },
      { metric: 'memory.fixed', title: 'Fixed: before the first' },
      { metric: 'memory.gap', title: 'Gap: marginal − attributed' },
      { metric: 'memory.shared', title: 'Shared daemons, total' },
      { metric: 'memory.guestKernel', title: 'Kept by the guest’s kernel' },
    ],
  );
  return {
    ...table,
    columns: [...table.columns, { title: 'One GiB holds', unit: 'instances' }],
    rows: table.rows.map((row) => ({
      ...row,
      cells: [...row.cells, densityCell(figures, row.variant!.name)],
    })),
  };
}

function densityCell(figures: Figures<MemoryMetric>, variant: string): Cell {
  const marginal = figures.top(MARGINAL, variant);
  return marginal === undefined ? undefined : boundedCell(perGiB(marginal));
}

const ACCOUNTINGS = [
  [ATTRIBUTED, 'Attributed: PSS of its processes'],
  ['memory.charged', 'Charged: its cgroup, without inactive file cache'],
  ['memory.host', 'Taken from the host: the drop in MemAvailable, per instance'],
] as const;

function accountingPicture(figures: Figures<MemoryMetric>): Block[] {
  const groups = ACCOUNTINGS.flatMap(([metric, title]): IntervalGroup[] => {
    const point = figures.heaviest(metric);
    const rows =
      point === undefined ? [] : figures.rowsAt(metric, point).filter(({ estimate }) => estimate.value > 0);
    return rows.length === 0 ? [] : [{ title, rows }];
  });
  const point = figures.heaviest(ATTRIBUTED) ?? figures.heaviest('memory.host');
  if (groups.length === 0 || point === undefined) return [];
  return [
    {
      kind: 'intervals',
      title: 'Memory per instance, three accountings',
      note: `With ${describePoint(point)} running. Symbols are means over rounds, bars their 95% intervals, dots below them the rounds; logarithmic axis.`,
      description:
        'Memory per instance by variant, attributed, charged and taken from the host. The tables below have the figures.',
      groups,
      axis: 'Memory per instance (log scale)',
      unit: 'bytes',
      scale: 'log',
    },
  ];
}

function rolePicture(figures: Figures<MemoryMetric>): Block[] {
  const rows = figures.context.variants.flatMap(({ name, label }): StackRow[] => {
    const parts = INSTANCE_ROLES.flatMap((role, step) => {
      const metric = `memory.attributed.${role}` as const;
      const point = figures.heaviest(metric);
      const bytes = point === undefined ? undefined : figures.at(metric, name, point)?.value;
      return bytes === undefined || bytes <= 0 ? [] : [{ name: role, step, bytes }];
    });
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total === 0) return [];
    const shares = parts.map(({ bytes, ...part }) => ({
      ...part,
      share: bytes / total,
      text: formatBytes(bytes),
    }));
    return [{ name, label, parts: shares, total: formatBytes(total) }];
  });
  if (rows.length === 0) return [];
  return [
    {
      kind: 'stack',
      title: 'Memory by role',
      note: 'Attributed memory (PSS) of one instance by role. Every row is drawn on its own scale; its total is at the right. Daemons that serve all instances are not in it: they are a column of the table of fits.',
      description: `Attributed memory by role for ${rows.map(({ name, total }) => `${name}, ${total}`).join('; ')}.`,
      parts: INSTANCE_ROLES.map((role, step) => ({ step, name: role === 'vmm' ? 'VMM' : role })).filter(
        ({ step }) => rows.some(({ parts }) => parts.some((part) => part.step === step)),
      ),
      rows,
    },
  ];
}
