import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DriverSession, Instance } from '../../../src/drivers/driver.ts';
import { processTechnology } from '../../../src/drivers/process/driver.ts';
import type { RoundContext } from '../../../src/experiments/experiment.ts';
import { Neighbours } from '../../../src/experiments/interference/neighbours.ts';
import { openVictim } from '../../../src/experiments/interference/open-victim.ts';
import { AGGRESSORS } from '../../../src/experiments/interference/options.ts';
import { monotonicClock } from '../../../src/host/clock.ts';
import { prepareImage } from '../../../src/image/prepare.ts';
import type { Workload } from '../../../src/model/scenario.ts';
import { createTestContext, type TestContext } from '../../support/driver-context.ts';
import { has, needs } from '../../support/requirements.ts';

const NEEDED = ['root', 'busybox', 'neighbours'] as const;
const WORKLOAD: Workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} };
const LIMITS = { memoryBytes: 256 * 2 ** 20, pids: 128 };

let testContext: TestContext;
let session: DriverSession;
let instances: Instance[];
let context: RoundContext;

beforeAll(async () => {
  if (!has(...NEEDED)) return;
  testContext = createTestContext();
  const { signal } = new AbortController();
  const image = await prepareImage(
    { kind: 'builtin', name: 'neighbour' },
    join(testContext.stateDirectory, 'image'),
    undefined,
    signal,
  );
  const driver = processTechnology.open(testContext);
  session = await driver.open({
    name: 'neighbours',
    options: driver.technology.options.parse({}),
    image,
    signal,
  });
  instances = [];
  context = {
    clock: monotonicClock,
    signal,
    launch: async (spec: Parameters<RoundContext['launch']>[0]) => {
      const instance = await session.launch({ ...spec, workload: WORKLOAD }, signal);
      instances.push(instance);
      return instance;
    },
    mayEnd: () => {},
    remove: async (gone: readonly Instance[]) => {
      for (const instance of gone) await instance[Symbol.asyncDispose]();
    },
  } as unknown as RoundContext;
}, 120_000);

afterAll(async () => {
  await session?.[Symbol.asyncDispose]();
  await testContext?.[Symbol.asyncDispose]();
}, 60_000);

beforeEach((test) => needs(test, ...NEEDED));

describe('the builtin image neighbour', () => {
  it.each(AGGRESSORS)(
    'disturbs by %s with a stressor that runs, works and stops when it is told to',
    async (aggressor) => {
      const neighbours = new Neighbours(context, { count: 1, first: 0, limits: LIMITS });
      await neighbours.complete();
      try {
        await neighbours.stress(aggressor, 1);
        await monotonicClock.sleep(500); // it is to have done something by then
        await neighbours.stop();
        expect(neighbours.operations(1)).toBeGreaterThan(0);
        const [scope] = neighbours.first!.scopes();
        expect(scope?.pids).toHaveLength(1); // the worker itself: no stressor was left running
      } finally {
        await neighbours.remove();
      }
    },
    60_000,
  );

  it.each(['heartbeat', 'http'] as const)(
    'is a victim that answers by %s and works without pause',
    async (kind) => {
      const instance = (await context.launch({ index: 50, intended: monotonicClock.now() }, 'later'))!;
      try {
        using victim = await openVictim(context, instance, kind);
        const asked = monotonicClock.now();
        const answered = await new Promise<number>((resolve) => victim.ask(resolve));
        expect(answered).toBeGreaterThan(asked);
        expect(await victim.capacity(context, 300)).toBeGreaterThan(0);
      } finally {
        await instance[Symbol.asyncDispose]();
      }
    },
    60_000,
  );
});
