import { describe, expect, it } from 'vitest';
import type { DriverSession, Instance } from '../../../src/drivers/driver.ts';
import { interference } from '../../../src/experiments/interference/experiment.ts';
import { observeInterference } from '../../../src/experiments/interference/observe.ts';
import type { RoundEndRecord, WarningRecord } from '../../../src/model/records.ts';
import { takeFakeRound } from '../../support/fake-round.ts';
import { valueOf } from '../records.ts';

const OPTIONS = { aggressors: ['cpu', 'disk'], doses: [1, 4], limits: { cpus: 0.5 } };

interface Round {
  readonly end: RoundEndRecord;
  readonly value: (metric: string, aggressor: string, dose: number) => number | undefined;
  readonly warnings: readonly string[];
  readonly configurations: readonly Readonly<Record<string, string>>[];
  readonly removed: number;
}

/** One round of a fake variant with two cores and quanta of 10 ms, so that a ping takes 1 ms alone. */
async function roundOf(
  arm: 'limited' | 'unlimited',
  options: Record<string, unknown> = {},
  change: (session: DriverSession) => DriverSession = (session) => session,
): Promise<Round> {
  const { records, round, end, left } = await takeFakeRound({
    experiment: interference,
    options: { ...OPTIONS, ...options },
    pick: (cells) => cells.find(({ parameters }) => parameters['arm'] === arm),
    session: change,
    environment: { reserveOf: () => 2 ** 30 },
  });
  const observed = observeInterference(round);
  return {
    end,
    value: (metric, aggressor, dose) =>
      valueOf(observed, metric, aggressor === 'none' ? 1 : 5, { aggressor, dose, arm }),
    warnings: records
      .filter((record): record is WarningRecord => record.kind === 'warning')
      .map(({ message }) => message),
    configurations: records.flatMap((record) =>
      record.kind === 'configuration' ? [record.configuration] : [],
    ),
    removed: left,
  };
}

describe('a round of interference', () => {
  it("finds exactly the slowdown that the fake host's sharing gives, at every dose", async () => {
    const round = await roundOf('unlimited');
    expect(round.end.status).toBe('complete');
    expect(round.value('interference.latency.p50', 'none', 0)).toBeCloseTo(1, 6);
    expect(round.value('interference.p50', 'idle', 4)).toBeCloseTo(1, 6);
    expect(round.value('interference.p50', 'cpu', 1)).toBeCloseTo(1, 6); // two cores, one of them free
    // a ping finds four at work on two cores: half a core
    expect(round.value('interference.p50', 'cpu', 4)).toBeCloseTo(2, 6);
    // the fifth at work: two fifths of a core
    expect(round.value('interference.throughput', 'cpu', 4)).toBeCloseTo(2.5, 1);
    expect(round.value('interference.recovery', 'cpu', 4)).toBeLessThanOrEqual(20);
    expect(round.value('interference.operations', 'cpu', 4)).toBe(100);
    expect(round.removed).toBe(0);
  });

  it('names the limits that each arm had', async () => {
    expect((await roundOf('limited')).configurations).toEqual([
      { 'interference, limited': expect.stringContaining('CPU limit 0.5 cores') },
    ]);
    expect((await roundOf('unlimited')).configurations).toEqual([
      { 'interference, unlimited (safety limits only)': expect.stringContaining('CPU limit none') },
    ]);
  });

  it('can give the neighbours another CPU weight than the victim, which alone keeps them away', async () => {
    const same = await roundOf('limited', { limits: { cpus: 2 } });
    const light = await roundOf('limited', { limits: { cpus: 2, neighbourWeight: 1 } });
    expect(same.value('interference.p50', 'cpu', 4)).toBeCloseTo(2, 6);
    expect(light.value('interference.p50', 'cpu', 4)).toBeCloseTo(1, 6);
  });

  it('says why an aggressor cannot be tried, and goes on with the others', async () => {
    const round = await roundOf('unlimited', {}, (session) =>
      changed(session, (instance, line) => (line === 'disk' ? instance.say('disk no') : instance.pass(line))),
    );
    expect(round.end.status).toBe('complete');
    expect(round.warnings).toEqual([
      'not testable: v (unlimited) beside disk: what it writes reaches no disk: its files are in its own memory',
    ]);
    expect(round.value('interference.p50', 'disk', 4)).toBeUndefined();
    expect(round.value('interference.p50', 'cpu', 4)).toBeCloseTo(2, 6);
  });

  it('replaces a neighbour that an aggressor has killed', async () => {
    const round = await roundOf('unlimited', {}, (session) =>
      changed(session, (instance, line) => {
        instance.pass(line);
        if (line.startsWith('stress disk')) instance.die('out of memory');
      }),
    );
    expect(round.end.status).toBe('complete');
    expect(round.warnings).toEqual([
      'not testable: v (unlimited) beside disk: a neighbour did not live through it: out of memory',
    ]);
    expect(round.value('interference.p50', 'cpu', 4)).toBeCloseTo(2, 6);
    expect(round.value('interference.p50', 'cpu', 1)).toBeCloseTo(1, 6);
    expect(round.removed).toBe(0);
  });

  it('fails when the victim does not live through it', async () => {
    const round = await roundOf('unlimited', {}, (session) =>
      changed(session, (instance, line) => {
        instance.pass(line);
        if (instance.index === 0 && line === 'ping 300') instance.die('exit 137');
      }),
    );
    expect(round.end).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^the victim did not live through it: exit 137; the last output: /),
    });
    expect(round.removed).toBe(0);
  });

  it('has no HTTP victim where nothing can be reached', async () => {
    const round = await roundOf('unlimited', { victim: 'http' });
    expect(round.warnings).toEqual([expect.stringContaining('its HTTP server cannot be reached')]);
    expect(round.removed).toBe(0);
  });
});

interface Puppet {
  readonly index: number;
  pass(line: string): void;
  say(line: string): void;
  die(reason: string): void;
}

/** A session whose instances' orders go through `obey`. */
function changed(session: DriverSession, obey: (instance: Puppet, line: string) => void): DriverSession {
  return {
    nodes: session.nodes,
    launch: async (spec, signal) => {
      const instance = await session.launch(spec, signal);
      const listeners = new Set<Parameters<Instance['onLine']>[0]>();
      let end!: (end: Awaited<Instance['exited']>) => void;
      const exited: Instance['exited'] = new Promise((resolve) => (end = resolve));
      const puppet: Puppet = {
        index: spec.index,
        pass: (line) => instance.send(line),
        say: (text) => listeners.forEach((listener) => listener({ text, atMs: Infinity })),
        die: (reason) => end({ code: 137, signal: 'SIGKILL', reason }),
      };
      return {
        id: instance.id,
        index: instance.index,
        marks: instance.marks,
        exited,
        scopes: () => instance.scopes(),
        configuration: () => instance.configuration(),
        send: (line) => obey(puppet, line),
        onLine: (listener) => {
          listeners.add(listener);
          const stop = instance.onLine(listener);
          return () => {
            listeners.delete(listener);
            stop();
          };
        },
        onText: (text, found) => instance.onText(text, found),
        lastWords: () => instance.lastWords(),
        [Symbol.asyncDispose]: () => instance[Symbol.asyncDispose](),
      };
    },
    forgetImage: (signal) => session.forgetImage(signal),
    provideImage: (signal) => session.provideImage(signal),
    sharedScopes: () => [],
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
