import { ownMemory, watchEventLoop } from '../host/event-loop.ts';
import { ownCpuSeconds } from '../host/own-cpu.ts';
import { readHostCpu } from '../host/procfs.ts';
import type { RunRecord } from '../model/records.ts';
import type { Clock } from '../host/clock.ts';

/** Above these a round's figures are not to be trusted without a look. */
const BOUNDS = { 'harness.cpu': 0.5, 'harness.eventLoopDelay': 20, 'host.steal': 0.05 } as const;

const MEANING: Readonly<Record<keyof typeof BOUNDS, { readonly message: string; readonly advice: string }>> =
  {
    'harness.cpu': {
      message: 'the harness itself used more than half a core',
      advice: 'launch fewer instances at a time, or use a larger host',
    },
    'harness.eventLoopDelay': {
      message: 'the harness got to its callbacks late, so marks may be late by more than 20 ms',
      advice: 'read startup figures of these rounds with care; ratios between variants suffer least',
    },
    'host.steal': {
      message: 'more than 5% of the CPU time was taken by another guest of the same physical host',
      advice: 'repeat on a quiet or dedicated host',
    },
  };

type OwnMetric = keyof typeof BOUNDS | 'harness.memory';

export interface OwnCostWatch {
  /** Ends it; gives the samples of the round, and warnings where a bound was passed. */
  take(round: number, atMs: number): RunRecord[];
}

/** What the harness and the host's neighbours took while a round went on. */
export function watchOwnCost(clock: Clock): OwnCostWatch {
  const loop = watchEventLoop();
  const started = { at: clock.now(), cpu: ownCpuSeconds(), host: readHostCpu() };
  return {
    take: (round, atMs) => {
      const seconds = (clock.now() - started.at) / 1_000;
      const host = readHostCpu();
      const values: Readonly<Record<OwnMetric, number>> = {
        'harness.cpu': seconds > 0 ? (ownCpuSeconds() - started.cpu) / seconds : 0,
        'harness.eventLoopDelay': loop.takeP99(),
        'harness.memory': ownMemory(),
        'host.steal':
          host.total > started.host.total
            ? (host.steal - started.host.steal) / (host.total - started.host.total)
            : 0,
      };
      loop.stop();
      const samples = Object.entries(values).map(([metric, value]): RunRecord => ({
        kind: 'sample',
        round,
        atMs,
        metric,
        value: Number.isFinite(value) ? value : 0,
      }));
      const warnings = (Object.keys(BOUNDS) as (keyof typeof BOUNDS)[])
        .filter((metric) => values[metric] > BOUNDS[metric])
        .map((metric): RunRecord => ({ kind: 'warning', round, atMs, code: metric, ...MEANING[metric] }));
      return [...samples, ...warnings];
    },
  };
}
