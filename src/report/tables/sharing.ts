import type { ReportContext } from '../../sections/context.ts';
import { estimateAtTop, seriesOf } from '../../sections/select.ts';
import { metricTable, type DataTable } from '../../sections/table.ts';

const METRICS = [
  { metric: 'sharing.rate.total', title: 'Rate, all together' },
  { metric: 'sharing.efficiency', title: 'Efficiency' },
  { metric: 'sharing.jain', title: 'Jain’s index' },
  { metric: 'sharing.minShare', title: 'Worst share' },
  { metric: 'sharing.maxShare', title: 'Best share' },
] as const;

const ALONE = [
  { metric: 'sharing.rate.alone', title: 'Rate alone', unit: 'per second' },
  { metric: 'sharing.idle', title: 'Idle cost, each', unit: 'cores' },
] as const;

/** What one instance can do with nobody beside it, and what it costs when it does nothing. */
export function aloneTable(context: ReportContext): DataTable {
  const known = ALONE.filter(({ metric }) => seriesOf(context, metric).length > 0);
  const rows = context.variants.flatMap((variant) => {
    const cells = known.map(({ metric }) => estimateAtTop(context, metric, variant.name));
    return cells.every((cell) => cell === undefined) ? [] : [{ variant, cells }];
  });
  return {
    caption: 'Work rate of one instance alone, and CPU used by an idle one',
    columns: known.map(({ title, unit }) => ({ title, unit })),
    rows,
  };
}

export function sharingTable(context: ReportContext): DataTable {
  return metricTable(
    context,
    'Work done under CPU contention, mean over rounds with 95% interval',
    'Running',
    METRICS,
  );
}

/** Got ÷ asked: 1 is a limit that holds exactly. */
export function weightTable(context: ReportContext): DataTable {
  return metricTable(context, 'CPU weights: share got ÷ share asked', 'Asked', [
    { metric: 'sharing.weight', title: 'Got ÷ asked' },
  ]);
}

export function quotaTable(context: ReportContext): DataTable {
  const quotas = [
    { metric: 'sharing.quota', title: 'Got ÷ asked' },
    { metric: 'sharing.throttled', title: 'Throttled' },
  ];
  return metricTable(context, 'CPU quotas: cores got ÷ cores asked', 'Asked', quotas);
}
