import { INSTANCE_ROLES } from '../../../model/roles.ts';
import { formatBytes } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { estimateAt, heaviestPoint, describePoint } from '../../../sections/select.ts';
import { accountingTable, fitTable, roleTable } from '../../tables/memory.ts';
import { html, type Html } from '../escape.ts';
import { svgFigure } from '../figures.ts';
import { intervalSvg, type IntervalGroup } from '../svg/intervals.ts';
import { partsSvg, type PartsRow } from '../svg/parts.ts';
import { dataTable } from '../tables.ts';
import type { View } from '../view.ts';
import { hostMemoryChart } from './host-memory.ts';
import { partsLegend } from './phases.ts';
import { folded, starred } from '../wording.ts';

export function memoryView(context: ReportContext): View | undefined {
  const [fit, accountings, roles] = [fitTable(context), accountingTable(context), roleTable(context)];
  const chart = hostMemoryChart(context);
  if (fit.rows.length + accountings.rows.length + roles.rows.length === 0 && chart === undefined)
    return undefined;
  return {
    id: 'memory',
    title: 'Memory',
    body: html`<p>Counted three ways, because each way misses something: what is attributed to an instance’s processes, what its cgroup is charged, and the drop in the host’s available memory. What the first leaves unexplained of the last is shown as the gap.</p>
${accountingFigure(context)}${folded('The accountings at every density', accountings)}${dataTable(fit)}${chart?.body}${roleFigure(context)}${folded('Roles at every density', roles)}`,
    charts: chart?.charts ?? {},
  };
}

const ACCOUNTINGS = [
  ['memory.attributed', 'Attributed: PSS of its processes'],
  ['memory.charged', 'Charged: its cgroup, without inactive file cache'],
  ['memory.host', 'Taken: what MemAvailable lost, per instance'],
] as const;

function accountingFigure(context: ReportContext): Html | undefined {
  const groups = ACCOUNTINGS.flatMap(([metric, title]): IntervalGroup[] => {
    const point = heaviestPoint(context, metric);
    const rows = context.variants.flatMap((variant) => {
      const estimate = point === undefined ? undefined : estimateAt(context, metric, variant.name, point);
      return estimate === undefined || estimate.value <= 0 ? [] : [{ variant, estimate }];
    });
    return rows.length === 0 ? [] : [{ title, rows }];
  });
  const point = heaviestPoint(context, 'memory.attributed') ?? heaviestPoint(context, 'memory.host');
  if (groups.length === 0 || point === undefined) return undefined;
  return svgFigure(
    {
      title: 'Memory per instance, three accountings',
      note: html`With ${describePoint(point)} running. Symbols are means over rounds, bars their 95% intervals, dots below them the rounds; logarithmic axis.${starred(context)}`,
      description:
        'Memory per instance by variant, attributed, charged and taken from the host. The tables below have the figures.',
    },
    (width, description) =>
      intervalSvg(
        { groups, axis: 'Memory per instance (log scale)', unit: 'bytes', scale: 'log', description },
        width,
      ),
  );
}

function roleFigure(context: ReportContext): Html | undefined {
  const rows = context.variants.flatMap(({ name, label }): PartsRow[] => {
    const parts = INSTANCE_ROLES.flatMap((role, step) => {
      const metric = `memory.attributed.${role}`;
      const point = heaviestPoint(context, metric);
      const bytes = point === undefined ? undefined : estimateAt(context, metric, name, point)?.value;
      return bytes === undefined || bytes <= 0 ? [] : [{ name: role, step, bytes }];
    });
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    return total === 0
      ? []
      : [
          {
            name,
            label,
            parts: parts.map(({ bytes, ...part }) => ({
              ...part,
              share: bytes / total,
              text: formatBytes(bytes),
            })),
            total: formatBytes(total),
          },
        ];
  });
  if (rows.length === 0) return undefined;
  const used = INSTANCE_ROLES.flatMap((role, step) =>
    rows.some(({ parts }) => parts.some((part) => part.step === step))
      ? [[step, role === 'vmm' ? 'VMM' : role] as const]
      : [],
  );
  return svgFigure(
    {
      title: 'Who the memory belongs to',
      note: html`Attributed memory (PSS) of one instance by role. Every row is drawn on its own scale; its total is at the right. Daemons that serve all instances are not in it: they are a column of the table of fits.${starred(context)}`,
      description: `Attributed memory by role for ${rows.map(({ name, total }) => `${name}, ${total}`).join('; ')}.`,
    },
    (width, description) => html`${partsLegend(used)}${partsSvg(rows, width, description)}`,
  );
}
