import { FAKE_MACHINE, type FakeMachine } from '../../../src/drivers/fake/node.ts';
import type { DriverSession } from '../../../src/drivers/driver.ts';
import { density } from '../../../src/experiments/density/experiment.ts';
import type { RoundObservations, RoundRecords } from '../../../src/model/metric.ts';
import type { DensityStepRecord, RunRecord } from '../../../src/model/records.ts';
import type { DensitySummary } from '../../../src/model/summary.ts';
import type { Wall } from '../../../src/model/wall.ts';
import { summariseDensities } from '../../../src/experiments/density/summarise.ts';
import { takeFakeRound } from '../../support/fake-round.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

export interface RampRequest {
  /** As a scenario writes them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Options of the fake driver, as a scenario writes them. */
  readonly fake?: Readonly<Record<string, unknown>>;
  /** Instead of the fake driver's. */
  readonly session?: (clock: VirtualClock) => DriverSession;
  /** MemAvailable of the fake host without instances. Bytes. */
  readonly memory?: number;
  /** Instead of one with that memory. */
  readonly machines?: readonly FakeMachine[];
  readonly walls?: (instances: number) => readonly Wall[];
  readonly journal?: readonly RunRecord[];
  readonly signal?: AbortSignal;
  readonly onRecord?: (record: RunRecord) => void;
}

export interface Ramped {
  readonly records: readonly RunRecord[];
  readonly round: RoundRecords;
  readonly observed: RoundObservations;
  /** Targets in the order they were taken; a stopped one in brackets. */
  readonly steps: string;
  readonly lastStep: DensityStepRecord;
  /** Absent for a ramp that was cut off. */
  readonly summary: DensitySummary | undefined;
}

/** One ramp on a host of virtual time, with a reserve of 1 GiB on each node. */
export async function ramp(request: RampRequest): Promise<Ramped> {
  const machine = { ...FAKE_MACHINE, memoryBytes: request.memory ?? FAKE_MACHINE.memoryBytes };
  const { session, walls, journal, signal } = request;
  const { records, round } = await takeFakeRound({
    experiment: density,
    options: request.options,
    fake: request.fake,
    machines: request.machines ?? [machine],
    session: session && ((_, clock) => session(clock)),
    environment: { reserveOf: () => GIB, ...(signal && { signal }) },
    round: ({ nodes }) => ({
      walls: async () => walls?.(nodes[0]!.residents.size) ?? [],
      ...(journal && { journal }),
    }),
    onRecord: request.onRecord,
  });
  const steps = records.filter((record): record is DensityStepRecord => record.kind === 'density-step');
  return {
    records,
    round,
    observed: density.observe(round),
    steps: steps
      .filter(({ outcome }) => outcome !== 'intended')
      .map(({ target, outcome }) => (outcome === 'held' ? `${target}` : `[${target}]`))
      .join(' '),
    lastStep: steps.at(-1)!,
    summary: summariseDensities([round])[0],
  };
}
