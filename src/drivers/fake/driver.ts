import type { Driver, DriverContext, Technology } from '../driver.ts';
import { FAKE_MACHINE, FakeNode, type FakeMachine } from './node.ts';
import { fakeOptions, type FakeOptions } from './options.ts';
import { FakeSession } from './session.ts';

export interface FakeDriver extends Driver<FakeOptions> {
  /** The machines that all its sessions share. */
  readonly nodes: readonly FakeNode[];
}

/**
 * Starts nothing and sleeps on the context's clock instead: the null variant, and with a clock of virtual
 * time the source of exact numbers for tests of planning, statistics and reports.
 */
export const fakeTechnology: Technology<FakeOptions> = {
  name: 'fake',
  summary:
    "instances that only pretend, with exact times and sizes: for tests and for the harness's own cost",
  options: fakeOptions,
  examples: {},
  open: (context) => openFakeDriver(context, [FAKE_MACHINE]),
};

/** @param machines a new instance goes to the one with the fewest */
export function openFakeDriver(context: DriverContext, machines: readonly FakeMachine[]): FakeDriver {
  const nodes = machines.map((machine) => new FakeNode(machine));
  return {
    technology: fakeTechnology,
    nodes,
    check: async () => ({ usable: true, versions: {}, label: 'not real' }),
    open: async (request) => new FakeSession(context, request, nodes),
    sweep: async () => ({ removed: [], failures: [] }),
    [Symbol.asyncDispose]: async () => {},
  };
}
