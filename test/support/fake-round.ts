import { openFakeDriver, type FakeDriver } from '../../src/drivers/fake/driver.ts';
import type { DriverSession } from '../../src/drivers/driver.ts';
import { FAKE_MACHINE, type FakeMachine } from '../../src/drivers/fake/node.ts';
import type { Experiment } from '../../src/experiments/experiment.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import type { RoundRecords } from '../../src/model/metric.ts';
import type { Cell } from '../../src/model/plan.ts';
import type { RoundEndRecord, RunRecord } from '../../src/model/records.ts';
import type { Workload } from '../../src/model/scenario.ts';
import type { Round, RunEnvironment } from '../../src/run/environment.ts';
import { executeRound } from '../../src/run/round.ts';
import { groupRounds } from '../../src/summary/rounds.ts';
import { createTestContext } from './driver-context.ts';
import { runEnvironment } from './run-environment.ts';
import { VirtualClock } from './virtual-clock.ts';

const WORKLOAD: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };

export const FAKE_IMAGE: PreparedImage = {
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

export interface FakeRoundRequest<Options> {
  readonly experiment: Experiment<Options>;
  /** As a scenario writes them. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Of the whole host; two where it is not said. */
  readonly cores?: number;
  /** Of the experiment's cells; the first where it is not said. */
  readonly pick?: (cells: readonly Cell[]) => Cell | undefined;
  /** Options of the fake driver, as a scenario writes them. */
  readonly fake?: Readonly<Record<string, unknown>> | undefined;
  readonly machines?: readonly FakeMachine[];
  /** Instead of the fake driver's session, or around it. */
  readonly session?: ((session: DriverSession, clock: VirtualClock) => DriverSession) | undefined;
  readonly environment?: Partial<RunEnvironment>;
  readonly round?: (driver: FakeDriver) => Partial<Round>;
  readonly onRecord?: ((record: RunRecord) => void) | undefined;
}

export interface FakeRound {
  readonly records: readonly RunRecord[];
  readonly round: RoundRecords;
  readonly end: RoundEndRecord;
  /** Instances that the round left behind. */
  readonly left: number;
}

/** One round of an experiment on the fake driver, in virtual time. */
export async function takeFakeRound<Options>(request: FakeRoundRequest<Options>): Promise<FakeRound> {
  const clock = new VirtualClock();
  await using context = createTestContext({ clock });
  const driver = openFakeDriver(context, request.machines ?? [FAKE_MACHINE]);
  const records: RunRecord[] = [];
  const environment = runEnvironment({
    ...request.environment,
    clock,
    emit: (event) => {
      if (event.kind !== 'record') return;
      records.push(event.record);
      request.onRecord?.(event.record);
    },
  });
  const own = await driver.open({
    name: 'v',
    options: driver.technology.options.parse(request.fake ?? {}),
    image: FAKE_IMAGE,
    signal: environment.signal,
  });
  const session = request.session?.(own, clock) ?? own;
  const options = request.experiment.options.parse(request.options ?? {});
  const cells = request.experiment.cells(options, 'v', request.cores ?? 2);
  const cell = request.pick === undefined ? cells[0] : request.pick(cells);
  const end = await executeRound(
    {
      planned: { index: 0, repetition: 0, cell: cell! },
      experiment: request.experiment,
      options,
      session,
      sessionOf: async (image) => {
        throw new Error(`the image ${image} was not prepared`);
      },
      workload: WORKLOAD,
      walls: async () => [],
      journal: [],
      ...request.round?.(driver),
    },
    environment,
  );
  const left = driver.nodes.reduce((sum, { residents }) => sum + residents.size, 0);
  await session[Symbol.asyncDispose]();
  const [round] = groupRounds(records);
  return { records, round: round!, end, left };
}
