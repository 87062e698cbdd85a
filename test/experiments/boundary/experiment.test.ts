import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../src/drivers/driver.ts';
import { boundary } from '../../../src/experiments/boundary/experiment.ts';
import { checks } from '../../../src/experiments/boundary/table.ts';
import type { HostWitness, RoundContext } from '../../../src/experiments/experiment.ts';
import type { BoundaryRecord, RunRecord } from '../../../src/model/records.ts';
import { Nodes } from '../../../src/run/nodes.ts';
import { paperHost } from '../../support/paper-host.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import { CONTAINER } from './sample-look.ts';
import { speaker } from './speaker.ts';

const CELL = { experiment: 'boundary', variant: 'v', density: 2, parameters: {} };
const lines = (answers: Readonly<Record<string, string>>) =>
  Object.entries(answers).map(([name, value]) => `check ${name} ${value}`);

/** A round in which A and B answer as a container does, and culprits as they are told to. */
function stage(
  options: { readonly watched?: boolean; readonly culprit?: Parameters<typeof speaker>[0] } = {},
) {
  const records: RunRecord[] = [];
  const live = new Set<number>();
  const launches: Parameters<RoundContext['launch']>[0][] = [];
  const orders: string[] = [];
  let watching = false;
  const witness: HostWitness = {
    decoys: CONTAINER.decoys,
    facts: () => CONTAINER.host,
    connections: () => 0,
    [Symbol.asyncDispose]: async () => {
      watching = false;
    },
  };
  const actors: readonly Parameters<typeof speaker>[0][] = [
    (verb) => (verb === 'look' || verb === 'meet' || verb === 'leave' ? lines(CONTAINER.a) : []),
    (verb) =>
      verb === 'alive'
        ? ['check alive yes']
        : verb === 'look' || verb === 'serve' || verb === 'find_left'
          ? lines(CONTAINER.b)
          : [],
  ];
  const context = {
    round: 0,
    clock: new VirtualClock(),
    signal: new AbortController().signal,
    session: { provideImage: async () => {} },
    host: new Nodes([paperHost()], () => 0),
    phase: () => {},
    mayEnd: () => {},
    record: (record: RunRecord) => records.push(record),
    openWitness: async () => {
      if (options.watched === false) return undefined;
      watching = true;
      return witness;
    },
    launch: async (spec: Parameters<RoundContext['launch']>[0]) => {
      launches.push(spec);
      live.add(spec.index);
      const actor = speaker((verb, words) => {
        orders.push(`${spec.index} ${verb}`);
        return (actors[spec.index] ?? options.culprit ?? (() => 'silence'))(verb, words);
      });
      return { ...actor, index: spec.index, scopes: () => [] } as unknown as Instance;
    },
    remove: async (instances: readonly Instance[]) => {
      for (const { index } of instances) live.delete(index);
    },
  } as unknown as RoundContext;
  return {
    context,
    records,
    live,
    launches,
    orders,
    isWatching: () => watching,
    checks: () => records.filter((record): record is BoundaryRecord => record.kind === 'boundary'),
  };
}

describe('the boundary experiment', () => {
  it('judges every check from what two instances and the host say, and keeps what they said', async () => {
    const { context, records, checks: judged, live, isWatching } = stage();
    await boundary.execute(CELL, { limits: false }, context);
    expect(judged().map(({ check }) => check)).toEqual(checks.map(({ name }) => name));
    expect(judged().find(({ check }) => check === 'kernel.boot-id')).toMatchObject({
      outcome: 'shared',
      evidence: "host-boot, which is the host's",
    });
    const kept = records.filter((record) => record.kind === 'boundary-readings');
    expect(kept.map(({ source }) => source)).toEqual(['instance A', 'instance B', 'host', 'decoys']);
    expect(kept[0]!.values['boot-id']).toBe('host-boot');
    expect(live.size).toBe(0);
    expect(isWatching()).toBe(false);
  });

  it('lets B serve before A looks for it, and A leave its files before B looks for them', async () => {
    const { context, orders } = stage();
    await boundary.execute(CELL, { limits: false }, context);
    expect(orders).toEqual([
      '1 look',
      '1 serve',
      '0 look',
      '0 meet',
      '0 leave',
      '1 find_left',
      '0 clear_left',
    ]);
  });

  it('tries each limit on an instance of its own and asks the sibling after it', async () => {
    const {
      context,
      launches,
      orders,
      checks: judged,
    } = stage({ culprit: (verb) => (verb === 'hold' ? 'end' : ['check forked 61']) });
    await boundary.execute(CELL, { limits: true }, context);
    expect(launches.slice(2).map(({ limits, cpu }) => ({ ...limits, ...cpu }))).toEqual([
      { memoryBytes: 96 * 2 ** 20 },
      { pids: 96 },
      { quota: 0.25 },
    ]);
    expect(orders.slice(7)).toEqual(['2 hold', '1 alive', '3 fork', '1 alive']);
    expect(
      judged()
        .slice(checks.length)
        .map(({ check, outcome }) => [check, outcome]),
    ).toEqual([
      ['limits.memory', 'isolated'],
      ['limits.memory-sibling', 'isolated'],
      ['limits.processes', 'isolated'],
      ['limits.processes-sibling', 'isolated'],
      ['limits.processor', 'not-testable'],
    ]);
  });

  it('says of every check why it could not be made where nobody watches the host', async () => {
    const { context, checks: judged } = stage({ watched: false });
    await boundary.execute(CELL, { limits: false }, context);
    expect(new Set(judged().map(({ outcome, evidence }) => `${outcome}: ${evidence}`))).toEqual(
      new Set(['not-testable: nobody watches the host in this run']),
    );
  });
});
