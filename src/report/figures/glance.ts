import type { Comparison, IdentitySummary } from '../../model/summary.ts';
import type { ReportContext, ReportVariant } from './context.ts';
import type { Estimate } from './estimate.ts';
import { comparisonAt, describePoint, estimateAt, estimateAtTop, plainestPoint, type Point } from './select.ts';
import { perGiB, tradeOff, type TradeOffPoint } from './trade-off.ts';

/** One line per variant: the figures that a reader asks for first. Terminal, Markdown and HTML show the same. */
export interface GlanceRow {
  readonly variant: ReportVariant;
  readonly ready: Estimate | undefined;
  readonly readyOverReference: Comparison | undefined;
  readonly marginal: Estimate | undefined;
  readonly perGiB: TradeOffPoint['perGiB'] | undefined;
  readonly share: Estimate | undefined;
  readonly identity: IdentitySummary | undefined;
  readonly attempts: number;
  readonly failures: number;
}

export interface Glance {
  readonly rows: readonly GlanceRow[];
  readonly startupPoint: Point | undefined;
  readonly sharePoint: Point | undefined;
  readonly shareTitle: string;
}

export const READY = 'startup.ready.p50';

export function glance(context: ReportContext): Glance {
  const startupPoint = plainestPoint(context, READY);
  const { sharePoint, shareMetric } = tradeOff(context);
  const rows = context.variants.map((variant): GlanceRow => {
    const marginal = estimateAtTop(context, 'memory.marginal', variant.name);
    return {
      variant,
      marginal,
      perGiB: marginal === undefined ? undefined : perGiB(marginal),
      ready: startupPoint === undefined ? undefined : estimateAt(context, READY, variant.name, startupPoint),
      readyOverReference: startupPoint === undefined ? undefined : comparisonAt(context, READY, variant.name, startupPoint),
      share: sharePoint === undefined || shareMetric === undefined ? undefined : estimateAt(context, shareMetric, variant.name, sharePoint),
      identity: context.input.summary.identities.find((one) => one.variant === variant.name),
      ...launchCounts(context, variant.name),
    };
  });
  return { rows, startupPoint, sharePoint, shareTitle: shareMetric === 'sharing.jain' ? 'Jain’s index' : 'Worst share' };
}

function launchCounts(context: ReportContext, variant: string): { attempts: number; failures: number } {
  let attempts = 0;
  let failures = 0;
  for (const { start, launches } of context.records.rounds) {
    if (start.cell.variant !== variant) continue;
    attempts += launches.length;
    for (const { outcome } of launches) if (outcome !== 'ready') failures++;
  }
  return { attempts, failures };
}

export function glanceNote({ startupPoint, sharePoint }: Glance): string {
  const parts = [
    startupPoint === undefined ? '' : `Ready: p50, ${describePoint(startupPoint)}.`,
    sharePoint === undefined ? '' : `Worst share: 1 is equal treatment; ${describePoint(sharePoint)}.`,
  ];
  return [...parts, 'Means over rounds with their 95% t intervals.'].filter(Boolean).join(' ');
}
