import { createFakeDriver } from '../../../src/drivers/fake/driver.ts';
import type { DriverSession } from '../../../src/drivers/driver.ts';
import { density } from '../../../src/experiments/density/experiment.ts';
import type { Probes } from '../../../src/experiments/experiment.ts';
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
import { createFakeProbes } from '../../support/fake-probes.ts';
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
  /** Instead of the fake driver's session, and of what the fake host has available. */
  readonly session?: (clock: VirtualClock) => DriverSession & { available(): number };
  /** MemAvailable of the fake host without instances. Bytes. */
  readonly memory?: number;
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

/** One ramp on a host of virtual time, with a host reserve of 1 GiB. */
export async function ramp(request: RampRequest): Promise<Ramped> {
  const clock = new VirtualClock();
  await using context = createTestContext({ clock });
  const driver = createFakeDriver(context);
  const signal = request.signal ?? new AbortController().signal;
  const special = request.session?.(clock);
  const session =
    special ??
    (await driver.open({
      name: 'v',
      options: driver.options.parse(request.fake ?? {}),
      image: IMAGE,
      signal,
    }));
  const fake = createFakeProbes(driver.host, { total: request.memory ?? 64 * GIB, fixed: 0 });
  const probes: Probes =
    special === undefined ? fake : { ...fake, hostMemoryAvailable: () => special.available() };
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
    probes,
    runStart: 0,
    reserveBytes: GIB,
    watchRound: () => async () => {},
    walls: async () => request.walls?.(driver.host.residents.size) ?? [],
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
