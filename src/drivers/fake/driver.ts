import type { Driver, DriverContext } from '../driver.ts';
import { FakeHost } from './host.ts';
import { fakeOptions, type FakeOptions } from './options.ts';
import { FakeSession } from './session.ts';

export interface FakeDriver extends Driver<FakeOptions> {
  /** The machine that all its sessions share: for probes that are fake too. */
  readonly host: FakeHost;
}

/**
 * Starts nothing and sleeps on the context's clock instead: the null variant, and with a clock of virtual
 * time the source of exact numbers for tests of planning, statistics and reports.
 */
export function createFakeDriver(context: DriverContext): FakeDriver {
  const host = new FakeHost();
  return {
    name: 'fake',
    summary:
      "instances that only pretend, with exact times and sizes: for tests and for the harness's own cost",
    options: fakeOptions,
    examples: {},
    host,
    check: async () => ({ usable: true, versions: {}, label: 'not real' }),
    open: async (request) => new FakeSession(context, request, host),
    sweep: async () => ({ removed: [], failures: [] }),
    [Symbol.asyncDispose]: async () => {},
  };
}
