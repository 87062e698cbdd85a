import type { Comparison, IdentitySummary } from '../../model/summary.ts';
import type { ReportContext, ReportVariant } from '../../sections/context.ts';
import { memoryPerInstance, perGiB, type DensityBasis, type PerGiB } from './density.ts';
import type { Estimate } from '../../sections/estimate.ts';
import { comparisonAt, describePoint, estimateAt, plainestPoint, type Point } from '../../sections/select.ts';
import { tradeOff } from './trade-off.ts';

/**
 * One line per variant: the figures that a reader asks for first. Terminal, Markdown and HTML show the same.
 */
export interface GlanceRow {
  readonly variant: ReportVariant;
  readonly ready: Estimate | undefined;
  readonly readyOverReference: Comparison | undefined;
  readonly memory: Estimate | undefined;
  readonly perGiB: PerGiB | undefined;
  readonly share: Estimate | undefined;
  readonly identity: IdentitySummary | undefined;
  readonly attempts: number;
  readonly failures: number;
}

export interface Glance {
  readonly rows: readonly GlanceRow[];
  readonly basis: DensityBasis;
  readonly startupPoint: Point | undefined;
  readonly sharePoint: Point | undefined;
  readonly shareTitle: string;
}

export const READY = 'startup.ready.p50';

export function glance(context: ReportContext): Glance {
  const startupPoint = plainestPoint(context, READY);
  const { basis, sharePoint, shareMetric } = tradeOff(context);
  const rows = context.variants.map((variant): GlanceRow => {
    const memory = memoryPerInstance(context, basis, variant.name);
    return {
      variant,
      memory,
      perGiB: memory === undefined ? undefined : perGiB(memory),
      ready: startupPoint === undefined ? undefined : estimateAt(context, READY, variant.name, startupPoint),
      readyOverReference:
        startupPoint === undefined ? undefined : comparisonAt(context, READY, variant.name, startupPoint),
      share:
        sharePoint === undefined || shareMetric === undefined
          ? undefined
          : estimateAt(context, shareMetric, variant.name, sharePoint),
      identity: context.input.summary.identities.find((one) => one.variant === variant.name),
      ...launchCounts(context, variant.name),
    };
  });
  return {
    rows,
    basis,
    startupPoint,
    sharePoint,
    shareTitle: shareMetric === 'sharing.jain' ? 'Jain’s index' : 'Worst share',
  };
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

export function glanceNote({ rows, basis, startupPoint, sharePoint }: Glance): string {
  const parts = [
    startupPoint === undefined ? '' : `Ready: p50, ${describePoint(startupPoint)}.`,
    rows.every(({ memory }) => memory === undefined)
      ? ''
      : basis.reason === undefined
        ? 'Memory: the marginal cost to the host of one more instance.'
        : `Memory: attributed (PSS), because ${basis.reason}.`,
    sharePoint === undefined ? '' : `Worst share: 1 is equal treatment; ${describePoint(sharePoint)}.`,
  ];
  const said = parts.filter(Boolean);
  return said.length === 0 ? '' : [...said, 'Means over rounds with their 95% t intervals.'].join(' ');
}
