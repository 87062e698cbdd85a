import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import type { Driver, DriverContext, DriverSession, Instance } from '../../src/drivers/driver.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import type { Workload } from '../../src/model/scenario.ts';
import { createTestContext, type TestContext } from '../support/driver-context.ts';
import { has, needs, type Requirement } from '../support/requirements.ts';
import { failureTests } from './conformance/failures.ts';
import { launchTests } from './conformance/launches.ts';
import { removalTests } from './conformance/removals.ts';
import { sweepTests } from './conformance/sweeps.ts';
import { workloadTests } from './conformance/workloads.ts';

/** One technology in one configuration, for the suite that every driver must pass. */
export interface ConformanceCase {
  /** As the test output names it: `docker with runsc`. */
  readonly name: string;
  readonly create: (context: DriverContext) => Driver;
  /** As a scenario writes them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly needs: readonly Requirement[];
  /** Real processes run the image's own programs; false for drivers that only pretend. */
  readonly real: boolean;
  /** A command can be run inside; must agree with what its instances offer. */
  readonly exec: boolean;
  /**
   * A command whose caller gives up is killed. Inside a sandbox that shows its processes to nobody it goes on
   * until its instance ends.
   */
  readonly killsCommands?: boolean;
  /**
   * Where the built technology is, below dist, and its name there: a child process launches with it and is killed.
   */
  readonly built?: { readonly module: string; readonly technology: string };
  /** Until an instance is ready, at worst. Milliseconds. */
  readonly timeoutMs: number;
}

/** What the tests of the suite share: one driver and one image for all, a session for each. */
export interface ConformanceFixture {
  readonly subject: ConformanceCase;
  readonly signal: AbortSignal;
  context(): TestContext;
  driver(): Driver;
  image(): PreparedImage;
  /** A session of its own; `image` instead of the builtin one. */
  open(image?: PreparedImage): Promise<DriverSession>;
  launch(session: DriverSession, index?: number, workload?: Partial<Workload>): Promise<Instance>;
  workload(changes?: Partial<Workload>): Workload;
}

/** The builtin image with another program as its entrypoint. */
export function running(image: PreparedImage, ...entrypoint: readonly string[]): PreparedImage {
  return { ...image, config: { ...image.config, entrypoint, command: [] } };
}

export function describeDriverConformance(subject: ConformanceCase): void {
  describe(`${subject.name} keeps the driver contract`, () => {
    let context: TestContext;
    let driver: Driver;
    let image: PreparedImage;
    let sessions = 0;
    const { signal } = new AbortController();
    const fixture: ConformanceFixture = {
      subject,
      signal,
      context: () => context,
      driver: () => driver,
      image: () => image,
      open: async (other = image) => {
        sessions += 1;
        return await driver.open({
          name: `test-${sessions}`,
          options: driver.technology.options.parse(subject.options),
          image: other,
          signal,
        });
      },
      launch: (session, index = 0, changes = {}) =>
        session.launch({ index, workload: fixture.workload(changes), intended: context.clock.now() }, signal),
      workload: (changes = {}) => ({
        ready: { kind: 'log', text: 'READY' },
        timeoutMs: subject.timeoutMs,
        env: {},
        ...changes,
      }),
    };

    beforeAll(async () => {
      if (!has(...subject.needs)) return;
      context = createTestContext();
      driver = subject.create(context);
      image = await context.hello();
    });
    beforeEach((test) => needs(test, ...subject.needs));
    afterAll(async () => {
      if (!has(...subject.needs)) return;
      await driver[Symbol.asyncDispose]();
      await context[Symbol.asyncDispose]();
    });

    launchTests(fixture);
    workloadTests(fixture);
    failureTests(fixture);
    removalTests(fixture);
    sweepTests(fixture);
  });
}
