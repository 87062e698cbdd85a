import type { ReportContext } from '../../sections/context.ts';

/** One reading of the sampler that watches a round, from the run's start. */
export interface TimelinePoint {
  readonly round: number;
  readonly atMs: number;
  readonly value: number;
}

export const TIMELINES = [
  { metric: 'timeline.cpu', title: 'CPU of the host', unit: 'cores' },
  { metric: 'timeline.available', title: 'Memory left to the host', unit: 'bytes' },
  { metric: 'timeline.charged', title: 'Memory charged to the instances', unit: 'bytes' },
] as const;

export type TimelineMetric = (typeof TIMELINES)[number]['metric'];

/** What was read while a variant's rounds ran, in the order of time. */
export function timelineOf(context: ReportContext, metric: TimelineMetric, variant: string): TimelinePoint[] {
  return (context.records.samples.get(metric) ?? [])
    .filter(({ round }) => context.records.byRound.get(round)?.start.cell.variant === variant)
    .map(({ round, atMs, value }) => ({ round, atMs, value }))
    .sort((a, b) => a.atMs - b.atMs);
}
