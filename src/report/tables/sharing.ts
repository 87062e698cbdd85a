import type { ReportContext } from '../figures/context.ts';
import { metricTable, type DataTable } from './table.ts';

const METRICS = [
  { metric: 'sharing.rate.alone', title: 'Rate alone' },
  { metric: 'sharing.rate.total', title: 'Rate, all together' },
  { metric: 'sharing.efficiency', title: 'Efficiency' },
  { metric: 'sharing.jain', title: 'Jain’s index' },
  { metric: 'sharing.minShare', title: 'Worst share' },
  { metric: 'sharing.maxShare', title: 'Best share' },
  { metric: 'sharing.idle', title: 'Idle cost, each' },
] as const;

export function sharingTable(context: ReportContext): DataTable {
  return metricTable(context, 'Work done under CPU contention, mean over rounds with 95% interval', 'Running', METRICS);
}

/** Got ÷ asked: 1 is a limit that holds exactly. */
export function fidelityTable(context: ReportContext): DataTable {
  return metricTable(context, 'CPU asked against CPU got, mean over rounds with 95% interval', 'Asked', [
    { metric: 'sharing.weight', title: 'Weighted share, got ÷ asked' },
    { metric: 'sharing.quota', title: 'Quota, got ÷ asked' },
    { metric: 'sharing.throttled', title: 'Throttled' },
  ]);
}
