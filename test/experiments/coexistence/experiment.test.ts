import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../src/drivers/driver.ts';
import { coexistence } from '../../../src/experiments/coexistence/experiment.ts';
import type { RoundContext } from '../../../src/experiments/experiment.ts';
import type { RunRecord } from '../../../src/model/records.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const OPTIONS = coexistence.options.parse({
  applications: {
    old: { image: { builtin: 'lua-5.1' }, command: ['old'] },
    new: { image: { ref: 'new:1' } },
  },
  oneRoot: { image: { builtin: 'lua-both' }, variants: ['process'] },
});

describe('applications with conflicting needs', () => {
  it('bring an image each, and one with everything', () => {
    expect(coexistence.images!(OPTIONS)).toEqual({
      'app-old': { kind: 'builtin', name: 'lua-5.1' },
      'app-new': { kind: 'ref', ref: 'new:1' },
      'app-together': { kind: 'builtin', name: 'lua-both' },
    });
  });

  it('share one root only in the variants that are named', () => {
    expect(coexistence.cells(OPTIONS, 'process', 2)).toEqual([
      { experiment: 'coexistence', variant: 'process', density: 2, parameters: { roots: 'one' } },
    ]);
    expect(coexistence.cells(OPTIONS, 'runc', 2)).toEqual([
      { experiment: 'coexistence', variant: 'runc', density: 2, parameters: { roots: 'own' } },
    ]);
  });

  it('are refused under names that no technology takes', () => {
    expect(
      coexistence.options.safeParse({ applications: { 'Old App': { image: { builtin: 'x' } } } }).error
        ?.message,
    ).toContain('lower-case letters');
  });

  it('run at the same time, and each says whether it works and what it sees', async () => {
    const { context, records, most } = stage(['old']);
    await coexistence.execute(
      { experiment: 'coexistence', variant: 'process', density: 2, parameters: { roots: 'one' } },
      OPTIONS,
      context,
    );
    expect(records).toEqual([
      expect.objectContaining({
        check: 'versions.old',
        outcome: 'leaked',
        evidence: 'in one root filesystem for all: exit 1; it said: no setfenv',
      }),
      expect.objectContaining({
        check: 'versions.new',
        outcome: 'isolated',
        evidence: 'in one root filesystem for all: app-together says it sees 5.4; READY',
      }),
    ]);
    expect(most()).toBe(1);
  });

  it('are all running before the first is removed', async () => {
    const { context, records, most } = stage([]);
    await coexistence.execute(
      { experiment: 'coexistence', variant: 'runc', density: 2, parameters: { roots: 'own' } },
      OPTIONS,
      context,
    );
    expect(
      records.map((record) =>
        record.kind === 'boundary' ? [record.check, record.outcome, record.evidence] : [],
      ),
    ).toEqual([
      ['versions.old', 'isolated', 'in a root filesystem of its own: app-old says it sees 5.4; READY'],
      ['versions.new', 'isolated', 'in a root filesystem of its own: app-new says it sees 5.4; READY'],
    ]);
    expect(most()).toBe(2);
  });
});

/** A round in which the applications with these commands fail. */
function stage(failing: readonly string[]) {
  const records: RunRecord[] = [];
  let running = 0;
  let most = 0;
  const context = {
    round: 0,
    clock: new VirtualClock(),
    workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 1_000, env: {} },
    phase: () => {},
    endOf: () => undefined,
    record: (record: RunRecord) => records.push(record),
    lastFailure: () => 'exit 1; it said:\n  no setfenv',
    launch: async ({ application }: Parameters<RoundContext['launch']>[0]) => {
      if (failing.includes(application?.workload.command?.[0] ?? '')) return undefined;
      running += 1;
      most = Math.max(most, running);
      const onLine: Instance['onLine'] = (listener) => {
        for (const text of [`${application?.image} says it sees 5.4`, '', 'READY'])
          listener({ text, atMs: 0 });
        return () => {};
      };
      return { onLine } as unknown as Instance;
    },
    remove: async (instances: readonly Instance[]) => {
      running -= instances.length;
    },
  } as unknown as RoundContext;
  return { context, records, most: () => most };
}
