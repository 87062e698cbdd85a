import type { HostControl } from '../../model/host-control.ts';
import type { SampleRecord } from '../../model/records.ts';
import { cellKey } from '../../model/plan.ts';
import type { ReportContext } from '../../sections/context.ts';
import { median } from '../../stats/quantile.ts';
import type { IndexedRound } from '../../sections/record-index.ts';

export interface OrderedRound {
  /** Place in the order of execution, from 1; twins' rounds have one too. */
  readonly place: number;
  readonly round: number;
  readonly variant: string;
  /**
   * Median readiness of the round ÷ median of its cell over the run; null for a round in which nothing became
   * ready.
   */
  readonly relative: number | null;
}

/**
 * Every round that launched, in the order it was executed. Each is compared with its own cell, so drift shows
 * and the cells' differences do not.
 */
export function roundsInOrder(context: ReportContext): OrderedRound[] {
  const launched = allRounds(context).filter(({ launches }) => launches.length > 0);
  const medians = launched.map(({ start, launches }) => {
    const times = launches.flatMap(({ outcome, marks }) =>
      outcome === 'ready' && marks.ready !== undefined ? [marks.ready - marks.requested] : [],
    );
    return {
      round: start.round,
      cell: cellKey(start.cell),
      variant: start.cell.variant,
      typical: times.length === 0 ? null : median(times)!,
    };
  });
  const byCell = new Map<string, number[]>();
  for (const { cell, typical } of medians)
    if (typical !== null) byCell.set(cell, [...(byCell.get(cell) ?? []), typical]);
  return medians.map(({ round, cell, variant, typical }, index) => ({
    place: index + 1,
    round,
    variant,
    relative: typical === null ? null : typical / median(byCell.get(cell) ?? [])!,
  }));
}

/** Of the views and of their twins, in the order of execution. */
function allRounds({ records, twins }: ReportContext): readonly IndexedRound[] {
  if (twins.rounds.length === 0) return records.rounds;
  return [...records.rounds, ...twins.rounds].sort(
    (a, b) => a.start.atMs - b.start.atMs || a.start.round - b.start.round,
  );
}

export interface ControlSeries {
  readonly metric: HostControl;
  readonly title: string;
  /** Reading ÷ median of its control's readings over the run, at the place of the round that it preceded. */
  readonly readings: readonly { readonly place: number; readonly relative: number }[];
}

const CONTROL_TITLES: Readonly<Record<HostControl, string>> = {
  'host.control.work': 'Host control, fixed work',
  'host.control.spawn': 'Host control, bare spawn',
};

/**
 * The same small work before every round: what moves it is the host. Before a round that launched nothing, it
 * stands half a place further.
 */
export function controlsInOrder(context: ReportContext): ControlSeries[] {
  const { controls = [] } = context.input.summary;
  const places = new Map<number, number>();
  let place = 0;
  for (const { start, launches } of allRounds(context))
    places.set(start.round, launches.length > 0 ? ++place : place + 0.5);
  return controls.flatMap(({ metric, readings }): ControlSeries[] => {
    const typical = median(readings.map(({ value }) => value))!;
    const placed = readings.flatMap(({ round, value }) => {
      const at = places.get(round);
      return at === undefined || !(value > 0) ? [] : [{ place: at, relative: value / typical }];
    });
    return placed.length === 0 || !(typical > 0)
      ? []
      : [
          {
            metric,
            title: CONTROL_TITLES[metric],
            readings: placed.sort((a, b) => a.place - b.place),
          },
        ];
  });
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
    return values.length === 0
      ? []
      : [
          {
            ...cost,
            median: median(values)!,
            max: values.reduce((most, value) => Math.max(most, value)),
            samples: values.length,
          },
        ];
  });
}
