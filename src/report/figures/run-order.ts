import type { SampleRecord } from '../../model/records.ts';
import { cellKey } from '../../model/plan.ts';
import type { ReportContext } from './context.ts';
import { medianOf } from './launches.ts';

export interface OrderedRound {
  /** Place in the order of execution, from 1. */
  readonly place: number;
  readonly variant: string;
  /** Median readiness of the round ÷ median of its cell over the run; null for a round in which nothing became ready. */
  readonly relative: number | null;
}

/** Every round that launched, in the order it was executed. Each is held against its own cell, so drift shows and the cells' differences do not. */
export function roundsInOrder(context: ReportContext): OrderedRound[] {
  const launched = context.records.rounds.filter(({ launches }) => launches.length > 0);
  const medians = launched.map(({ start, launches }) => {
    const times = launches.flatMap(({ outcome, marks }) => (outcome === 'ready' && marks.ready !== undefined ? [marks.ready - marks.requested] : []));
    return { cell: cellKey(start.cell), variant: start.cell.variant, median: times.length === 0 ? null : medianOf(times) };
  });
  const byCell = new Map<string, number[]>();
  for (const { cell, median } of medians) if (median !== null) byCell.set(cell, [...(byCell.get(cell) ?? []), median]);
  return medians.map(({ cell, variant, median }, index) => ({ place: index + 1, variant, relative: median === null ? null : median / medianOf(byCell.get(cell) ?? []) }));
}

export interface OwnCost {
  readonly metric: string;
  readonly title: string;
  readonly unit: 'cores' | 'ms' | 'bytes' | 'ratio';
  readonly median: number;
  readonly max: number;
  readonly samples: number;
}

const OWN_COSTS = [
  { metric: 'harness.cpu', title: 'CPU used by the harness', unit: 'cores' },
  { metric: 'harness.eventLoopDelay', title: 'Event-loop delay of the harness', unit: 'ms' },
  { metric: 'harness.memory', title: 'Memory of the harness', unit: 'bytes' },
  { metric: 'host.steal', title: 'CPU time stolen by the host’s own hypervisor', unit: 'ratio' },
] as const;

/** What measuring cost, and what was taken from the host while it went on. */
export function ownCosts(context: ReportContext): OwnCost[] {
  return OWN_COSTS.flatMap((cost) => {
    const values = (context.records.samples.get(cost.metric) ?? []).map(({ value }: SampleRecord) => value);
    return values.length === 0 ? [] : [{ ...cost, median: medianOf(values), max: values.reduce((most, value) => Math.max(most, value)), samples: values.length }];
  });
}
