import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Driver, DriverContext } from '../../src/drivers/driver.ts';
import { createTestContext, type TestContext } from './driver-context.ts';
import { has, needs, type Requirement } from './requirements.ts';

/**
 * What the tests of one `describe` share; there from the first `beforeAll` on, on a machine that has what
 * they need.
 */
export interface DriverFixture<Options> {
  readonly context: TestContext;
  readonly driver: Driver<Options>;
}

/**
 * A driver with a context of its own, opened before the tests of a `describe` and closed after them. Its
 * tests are skipped, by name, where something that they need is missing.
 *
 * @param closed called when the driver is closed and its context is still there: what must not remain
 */
export function useDriver<Options>(
  required: readonly Requirement[],
  create: (context: DriverContext) => Driver<Options>,
  overrides: Partial<DriverContext> = {},
  closed: (context: TestContext) => void = () => {},
): DriverFixture<Options> {
  let opened: DriverFixture<Options> | undefined;
  beforeAll(() => {
    if (!has(...required)) return;
    const context = createTestContext(overrides);
    opened = { context, driver: create(context) };
  });
  beforeEach((test) => needs(test, ...required));
  afterAll(async () => {
    if (opened === undefined) return;
    await opened.driver[Symbol.asyncDispose]();
    closed(opened.context);
    await opened.context[Symbol.asyncDispose]();
  });
  const get = (): DriverFixture<Options> => {
    if (opened === undefined)
      throw new Error('the driver is opened by beforeAll, and only where the tests can run');
    return opened;
  };
  return {
    get context() {
      return get().context;
    },
    get driver() {
      return get().driver;
    },
  };
}
