import { describe, expect, it } from 'vitest';
import { openFakeDriver } from '../../../src/drivers/fake/driver.ts';
import { FAKE_MACHINE, type FakeMachine } from '../../../src/drivers/fake/node.ts';
import {
  LaunchError,
  type DriverSession,
  type Instance,
  type LaunchSpec,
} from '../../../src/drivers/driver.ts';
import { createTestContext } from '../../support/driver-context.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import type { PreparedImage } from '../../../src/image/image.ts';

const { signal } = new AbortController();
/** The fake driver never looks at it. */
const image = {} as PreparedImage;

function setUp(machines: readonly FakeMachine[] = [FAKE_MACHINE]) {
  const clock = new VirtualClock();
  const context = createTestContext({ clock });
  const driver = openFakeDriver(context, machines);
  const open = (options: object = {}, name = 'fake') =>
    driver.open({ name, options: driver.technology.options.parse(options), image, signal });
  const launch = (
    session: DriverSession,
    index: number,
    changes: Partial<LaunchSpec> = {},
    timeoutMs = 10_000,
  ) =>
    session.launch(
      {
        index,
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs, env: {} },
        intended: clock.now(),
        ...changes,
      },
      signal,
    );
  return { clock, driver, open, launch, [Symbol.asyncDispose]: () => context[Symbol.asyncDispose]() };
}

async function readyTimes(
  launch: (index: number) => Promise<Instance>,
  count: number,
): Promise<(number | 'failed')[]> {
  const times: (number | 'failed')[] = [];
  for (let index = 0; index < count; index++) {
    const outcome = await launch(index).catch((error: unknown) => error);
    times.push(
      outcome instanceof LaunchError
        ? 'failed'
        : (outcome as Instance).marks.ready! - (outcome as Instance).marks.requested,
    );
  }
  return times;
}

describe('the fake driver', () => {
  it('takes exactly the time that it was told to take, on a clock of virtual time', async () => {
    await using test = setUp();
    const session = await test.open({ ready: '100ms' });
    await session.provideImage(signal);
    const start = test.clock.now();
    const { marks } = await test.launch(session, 0);
    expect(
      Object.fromEntries(Object.entries(marks).map(([mark, at]) => [mark, Math.round(at - start)])),
    ).toEqual({ intended: 0, requested: 0, created: 20, started: 50, firstOutput: 90, ready: 100 });
  });

  it('draws the same jitter and failures for the same seed and name, and others for a twin', async () => {
    const draw = async (name: string) => {
      await using test = setUp();
      const session = await test.open({ ready: '10ms', jitter: '10ms', failures: 0.3, seed: 5 }, name);
      await session.provideImage(signal);
      return await readyTimes((index) => test.launch(session, index), 20);
    };
    const drawn = await draw('a');
    expect(await draw('a')).toEqual(drawn);
    expect(await draw('a-twin')).not.toEqual(drawn);
    expect(drawn).toContain('failed');
    expect(new Set(drawn).size).toBeGreaterThan(5);
  });

  it('fails as a workload that ends too early, with the marks that it reached', async () => {
    await using test = setUp();
    const session = await test.open({ failures: 1 });
    const failure = await test.launch(session, 0).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('exit 1'),
      marks: { firstOutput: expect.any(Number) },
    });
    expect(test.driver.nodes[0]!.residents.size).toBe(0);
  });

  it("times out on the context's clock", async () => {
    await using test = setUp();
    const session = await test.open({ ready: '50s' });
    await session.provideImage(signal);
    const start = test.clock.now();
    await expect(test.launch(session, 0, {}, 3_000)).rejects.toMatchObject({ outcome: 'timeout' });
    expect(test.clock.now() - start).toBe(3_000);
  });

  it('has a wall, beyond which launches fail', async () => {
    await using test = setUp();
    const session = await test.open({ wall: 2 });
    const [first] = [await test.launch(session, 0), await test.launch(session, 1)];
    await expect(test.launch(session, 2)).rejects.toMatchObject({
      outcome: 'failed',
      message: 'the fake host takes 2 instances',
    });
    await first[Symbol.asyncDispose]();
    await test.launch(session, 2);
  });

  it('uses memory in exact proportion to the instances that live', async () => {
    await using test = setUp([{ node: 'a', memoryBytes: 1000 * 2 ** 20, fixedBytes: 50 * 2 ** 20 }]);
    const session = await test.open({ memory: '7MiB' });
    const [node] = test.driver.nodes;
    const available = async () => (await node!.memory()).availableBytes;
    expect(await available()).toBe(1000 * 2 ** 20);
    const instances = [
      await test.launch(session, 0),
      await test.launch(session, 1),
      await test.launch(session, 2),
    ];
    expect(await available()).toBe((1000 - 50 - 3 * 7) * 2 ** 20);
    expect((await node!.memoryOf(instances[0]!.scopes()))[0]?.chargedBytes).toBe(7 * 2 ** 20);
    await session[Symbol.asyncDispose]();
    expect(await available()).toBe(1000 * 2 ** 20);
  });

  it('spreads its instances over its machines, and kills the one that a machine is told to', async () => {
    const machine = { memoryBytes: 2 ** 30, fixedBytes: 0 };
    await using test = setUp([
      { node: 'a', ...machine },
      { node: 'b', ...machine },
    ]);
    const session = await test.open();
    const instances = [
      await test.launch(session, 0),
      await test.launch(session, 1),
      await test.launch(session, 2),
    ];
    expect(instances.map((instance) => instance.scopes()[0]?.node)).toEqual(['a', 'b', 'a']);
    await test.driver.nodes[1]!.kill(instances[1]!.scopes());
    expect(await instances[1]!.exited).toMatchObject({ code: 137 });
    expect(test.driver.nodes.map(({ residents }) => residents.size)).toEqual([2, 0]);
    await session[Symbol.asyncDispose]();
  });

  it('reports the instances that could not be removed when its session closes', async () => {
    await using test = setUp();
    const session = await test.open();
    const stuck = await test.launch(session, 0);
    stuck[Symbol.asyncDispose] = () => Promise.reject(new Error('stuck'));
    await test.launch(session, 1);
    await expect(session[Symbol.asyncDispose]()).rejects.toMatchObject({
      message: '1 fake instances could not be removed',
      errors: [new Error('stuck')],
    });
    expect(test.driver.nodes[0]!.residents.size).toBe(1);
  });
});

describe('working fake instances', () => {
  /** Quanta that each finishes in ten virtual seconds. */
  async function quantaOf(
    count: number,
    changes: (index: number) => Partial<LaunchSpec> = () => ({}),
  ): Promise<number[]> {
    await using test = setUp();
    await using session = await test.open({ quantum: '10ms', cores: 2 });
    const counts = Array.from({ length: count }, () => 0);
    const instances: Instance[] = [];
    for (let index = 0; index < count; index++)
      instances.push(await test.launch(session, index, changes(index)));
    instances.forEach((instance, index) =>
      instance.onLine(({ text }) => text.startsWith('quantum') && counts[index]!++),
    );
    for (const instance of instances) instance.send('work');
    await test.clock.sleep(10_000);
    for (const instance of instances) instance.send('idle');
    const done = [...counts];
    await test.clock.sleep(1_000);
    expect(counts).toEqual(done);
    return done;
  }

  it('have a core each as long as there are enough', async () => {
    for (const quanta of await quantaOf(2)) expect(quanta).toBeGreaterThanOrEqual(999);
  });

  it('share the cores evenly when there are more of them, and no work is lost', async () => {
    const quanta = await quantaOf(4);
    expect(Math.max(...quanta) - Math.min(...quanta)).toBeLessThanOrEqual(1);
    expect(Math.abs(quanta.reduce((sum, each) => sum + each, 0) - 2_000)).toBeLessThanOrEqual(8);
  });

  it('are held to their weights and quotas', async () => {
    const weighted = await quantaOf(4, (index) => ({ cpu: { weight: index === 0 ? 100 : 50 } }));
    expect(weighted[0]! / weighted[1]!).toBeCloseTo(2, 1);
    const [limited] = await quantaOf(1, () => ({ cpu: { quota: 0.25 } }));
    expect(Math.abs(limited! - 250)).toBeLessThanOrEqual(1);
  });
});
