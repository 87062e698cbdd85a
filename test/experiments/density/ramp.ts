import { createFakeDriver } from '../../../src/drivers/fake/driver.ts';
import { FAKE_MACHINE, type FakeMachine } from '../../../src/drivers/fake/node.ts';
import type { DriverSession } from '../../../src/drivers/driver.ts';
import { density } from '../../../src/experiments/density/experiment.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import type { RoundObservations, RoundRecords } from '../../../src/model/metric.ts';
import type { DensityStepRecord, RunRecord } from '../../../src/model/records.ts';
import type { Workload } from '../../../src/model/scenario.ts';
import type { DensitySummary } from '../../../src/model/summary.ts';
import type { Wall } from '../../../src/model/wall.ts';
import { executeRound } from '../../../src/run/round.ts';
import { summariseDensities } from '../../../src/experiments/density/summarise.ts';
import { groupRounds } from '../../../src/summary/rounds.ts';
import { createTestContext } from '../../support/driver-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

const WORKLOAD: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };
const IMAGE: PreparedImage = {
  description: 'builtin hello',
  digest: `sha256:${'0'.repeat(64)}`,
  archive: '/nonexistent',
  foreign: false,
  config: {
    architecture: 'fake64',
    entrypoint: ['/hello'],
    command: [],
    env: [],
    user: '',
    workingDirectory: '/',
    stopSignal: '',
    volumes: [],
  },
};

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
  const clock = new VirtualClock();
  await using context = createTestContext({ clock });
  const machine = { ...FAKE_MACHINE, memoryBytes: request.memory ?? FAKE_MACHINE.memoryBytes };
  const driver = createFakeDriver(context, request.machines ?? [machine]);
  const signal = request.signal ?? new AbortController().signal;
  const session =
    request.session?.(clock) ??
    (await driver.open({
      name: 'v',
      options: driver.options.parse(request.fake ?? {}),
      image: IMAGE,
      signal,
    }));
  const options = density.options.parse(request.options ?? {});
  const records: RunRecord[] = [];
  const [cell] = density.cells(options, 'v', 2);
  await executeRound({ index: 0, repetition: 0, cell: cell! }, density, options, {
    round: 0,
    repetition: 0,
    session,
    workload: WORKLOAD,
    clock,
    signal,
    runStart: 0,
    reserveOf: () => GIB,
    watchRound: () => async () => {},
    walls: async () => request.walls?.(driver.nodes[0]!.residents.size) ?? [],
    ...(request.journal === undefined ? {} : { journal: request.journal }),
    emit: (event) => {
      if (event.kind !== 'record') return;
      records.push(event.record);
      request.onRecord?.(event.record);
    },
  });
  await session[Symbol.asyncDispose]();
  const [round] = groupRounds(records);
  const steps = records.filter((record): record is DensityStepRecord => record.kind === 'density-step');
  return {
    records,
    round: round!,
    observed: density.observe(round!),
    steps: steps
      .filter(({ outcome }) => outcome !== 'intended')
      .map(({ target, outcome }) => (outcome === 'held' ? `${target}` : `[${target}]`))
      .join(' '),
    lastStep: steps.at(-1)!,
    summary: summariseDensities([round!])[0],
  };
}
