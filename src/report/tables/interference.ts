import { formatNumber } from '../../model/units.ts';
import type { ReportContext } from '../../sections/context.ts';
import type { Estimate } from '../../sections/estimate.ts';
import {
  aggressorsOf,
  armsOf,
  armTitle,
  atHighestDose,
  slowdownInterval,
  slowdowns,
  worstOf,
  type InterferenceMetric,
  type Slowdown,
} from '../figures/interference.ts';
import type { Cell, DataTable, Row } from '../../sections/table.ts';

export const MATRICES = [
  { metric: 'interference.p99', title: 'p99 latency', caption: 'Slowdown of a victim’s p99 latency' },
  { metric: 'interference.p50', title: 'p50 latency', caption: 'Slowdown of a victim’s p50 latency' },
  { metric: 'interference.throughput', title: 'throughput', caption: 'Slowdown of a victim’s throughput' },
  {
    metric: 'interference.recovery',
    title: 'recovery',
    caption: 'Time until a victim is itself again after the aggressors stop',
  },
] as const satisfies readonly { metric: InterferenceMetric; title: string; caption: string }[];

/** `14.2×`, with its interval beside it; times as they are. */
export function slowdownCell(estimate: Estimate | undefined): Cell {
  if (estimate === undefined || estimate.unit !== 'ratio') return estimate;
  return {
    text: `${formatNumber(estimate.value)}×`,
    ...(estimate.ci95 === null ? {} : { note: slowdownInterval(estimate.ci95) }),
  };
}

/**
 * Variants by arm, against aggressors at their highest dose; the page draws the same figures as a heat map.
 */
export function matrixTable(
  context: ReportContext,
  { metric, caption }: (typeof MATRICES)[number],
): DataTable {
  const all = slowdowns(context, metric);
  const aggressors = aggressorsOf(all);
  const rows = armsOf(all).flatMap((arm) =>
    context.variants.flatMap((variant): Row[] => {
      const cells = aggressors.map((aggressor) =>
        slowdownCell(atHighestDose(all, variant.name, aggressor, arm)?.estimate),
      );
      return cells.every((cell) => cell === undefined) ? [] : [{ variant, cells, group: armTitle(arm) }];
    }),
  );
  const unit = metric === 'interference.recovery' ? 'time' : '× alone';
  return {
    caption: `${caption}, mean over rounds with 95% interval`,
    columns: aggressors.map((title) => ({ title, unit })),
    rows,
    groupTitle: 'Neighbours',
  };
}

/** One line per variant: the worst neighbour in each arm. */
export function worstNeighbourTable(context: ReportContext): DataTable {
  const all = slowdowns(context, 'interference.p99');
  const arms = armsOf(all);
  const rows = context.variants.flatMap((variant): Row[] => {
    const worst = arms.map((arm) => worstOf(all, variant.name, arm));
    return worst.every((one) => one === undefined) ? [] : [{ variant, cells: worst.map(worstCell) }];
  });
  return {
    caption: 'Worst neighbour: slowdown of the victim’s p99',
    columns: arms.map((arm) => ({ title: `Worst ${armTitle(arm)}`, unit: '× alone' })),
    rows,
  };
}

function worstCell(worst: Slowdown | undefined): Cell {
  if (worst === undefined) return undefined;
  const { estimate, aggressor } = worst;
  const interval = estimate.ci95 === null ? '' : slowdownInterval(estimate.ci95);
  return {
    text: `${formatNumber(estimate.value)}× ${aggressor}`,
    ...(interval === '' ? {} : { note: interval }),
  };
}
