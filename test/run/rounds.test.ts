import { describe, expect, it } from 'vitest';
import { LaunchError } from '../../src/drivers/driver.ts';
import type { RoundContext } from '../../src/experiments/experiment.ts';
import { launchFleet } from '../../src/experiments/fleet.ts';
import { IsodenseError } from '../../src/model/errors.ts';
import { execution, PaperSession } from './fixture.ts';

const fleet = (context: RoundContext, count: number, concurrency = count) =>
  launchFleet(context, { first: 0, count, concurrency, temperature: 'later' });

describe('a round', () => {
  it('removes what its experiment left running, and records it', async () => {
    const session = new PaperSession();
    const { records, ends } = await execution({
      session,
      execute: async (context) => void (await fleet(context, 3)),
    });
    expect(session.live.size).toBe(0);
    expect(ends).toMatchObject([{ status: 'complete' }]);
    expect(records.filter(({ kind }) => kind === 'launch')).toHaveLength(3);
    expect(records.filter(({ kind }) => kind === 'removal')).toHaveLength(3);
    expect(records.at(0)?.kind).toBe('round-start');
    expect(records.at(-1)?.kind).toBe('round-end');
  });

  it('that throws is recorded as failed with its reason, and everything launched is removed', async () => {
    const session = new PaperSession();
    const { ends } = await execution({
      session,
      execute: async (context) => {
        await fleet(context, 3);
        throw new Error('the ruler broke');
      },
    });
    expect(ends).toMatchObject([{ status: 'failed', reason: 'the ruler broke' }]);
    expect(session.live.size).toBe(0);
  });

  it('with impossible marks is invalid, and its instance is removed', async () => {
    const session = new PaperSession();
    session.onLaunch = () =>
      Promise.resolve({ intended: 0, requested: 0, created: 5, ready: 9, firstOutput: 3 });
    const { ends } = await execution({ session, execute: async (context) => void (await fleet(context, 1)) });
    expect(ends).toMatchObject([
      { status: 'invalid', reason: expect.stringContaining('firstOutput (3 ms) is before created (5 ms)') },
    ]);
    expect(session.live.size).toBe(0);
  });

  it('launches nothing further once the host is at its reserve, and says so', async () => {
    const session = new PaperSession();
    session.available = () => 400 - 100 * session.launches;
    const { ends } = await execution({
      session,
      execute: async (context) => void (await fleet(context, 9, 1)),
    });
    expect(session.launches).toBe(4); // 400, 300, 200 and 100 left are enough, 0 is not
    expect(ends).toMatchObject([{ status: 'failed', reason: expect.stringContaining('100 B are reserved') }]);
    expect(session.live.size).toBe(0);
  });

  it('waits for launches under way before it ends, so that none outlives it', async () => {
    const session = new PaperSession();
    const { ends } = await execution({
      session,
      execute: async (context) => {
        session.onLaunch = async ({ index }) => {
          if (index === 0) throw new Error('the engine is gone');
          await context.clock.sleep(50);
          return undefined;
        };
        await fleet(context, 8, 2);
      },
    });
    expect(ends).toMatchObject([{ status: 'failed', reason: 'the engine is gone' }]);
    expect(session.launches).toBe(2);
    expect(session.live.size).toBe(0);
  });

  it('tries to remove every instance and reports each that would not go', async () => {
    const session = new PaperSession();
    session.onRemoval = (index) =>
      index % 2 === 0 ? Promise.reject(new Error(`instance ${index} clings`)) : Promise.resolve();
    const { ends } = await execution({ session, execute: async (context) => void (await fleet(context, 4)) });
    expect(ends[0]?.status).toBe('failed');
    expect(ends[0]?.reason).toMatch(/^teardown: .*instance \d clings; .*instance \d clings$/);
    expect([...session.live].sort((a, b) => a - b)).toEqual([0, 2]);
  });

  it('keeps both reasons when its teardown fails too', async () => {
    const session = new PaperSession();
    session.onRemoval = () => Promise.reject(new Error('it clings'));
    const { ends } = await execution({
      session,
      execute: async (context) => {
        await fleet(context, 1);
        throw new Error('the ruler broke');
      },
    });
    expect(ends).toMatchObject([{ status: 'failed', reason: 'the ruler broke; teardown: it clings' }]);
  });

  it('after a removal that hangs goes on once another succeeds, and passes over no instance', async () => {
    const session = new PaperSession();
    const { ends } = await execution({
      session,
      execute: async (context) => {
        await fleet(context, 20);
        // Eight at a time, the last first: 19 hangs, and seven others are under way when it is given up.
        session.onRemoval = (index) =>
          index === 19 ? new Promise(() => {}) : context.clock.sleep(index > 11 ? 30_000 : 35_000);
      },
    });
    expect([...session.live]).toEqual([19]);
    expect(ends).toMatchObject([
      { status: 'failed', reason: 'teardown: instance 19 was not removed within 60s' },
    ]);
  });

  it('names the instances whose removal was not begun, because no other succeeds', async () => {
    const session = new PaperSession();
    session.onRemoval = () => new Promise(() => {});
    const { ends } = await execution({
      session,
      execute: async (context) => void (await fleet(context, 10)),
    });
    expect(ends[0]?.reason).toMatch(/; no removal was started for 0, 1$/);
  });

  it('removes its instances and records the end of one, also where its last words cannot be read', async () => {
    const session = new PaperSession();
    const launch = session.launch.bind(session);
    session.launch = async (...asked) => ({
      ...(await launch(...asked)),
      exited: Promise.resolve({ code: 1, signal: null, reason: 'exit 1' }),
      lastWords: () => Promise.reject(new Error('the log is gone')),
    });
    const { records, ends } = await execution({
      session,
      execute: async (context) => void (await fleet(context, 1)),
    });
    expect(session.live.size).toBe(0);
    expect(records.filter(({ kind }) => kind === 'ended')).toMatchObject([{ code: 1, lastWords: '' }]);
    expect(ends).toMatchObject([{ status: 'complete' }]);
  });

  it('keeps a failed launch as a censored sample and goes on', async () => {
    const session = new PaperSession();
    session.onLaunch = ({ index, intended }) =>
      index === 1
        ? Promise.reject(new LaunchError('timeout', 'too slow', { intended, requested: intended }))
        : Promise.resolve(undefined);
    const { records, ends } = await execution({
      session,
      execute: async (context) => void (await fleet(context, 3)),
    });
    expect(records.filter(({ kind }) => kind === 'launch')).toMatchObject(
      [
        { instance: 0, outcome: 'ready' },
        { instance: 1, outcome: 'timeout', error: 'too slow' },
        { instance: 2, outcome: 'ready' },
      ].map((launch) => expect.objectContaining(launch)),
    );
    expect(ends).toMatchObject([{ status: 'complete' }]);
  });

  it('in which no instance became ready has failed, whatever its experiment makes of it', async () => {
    const session = new PaperSession();
    session.onLaunch = ({ intended }) =>
      Promise.reject(new LaunchError('timeout', 'too slow', { intended, requested: intended }));
    const { ends } = await execution({ session, execute: async (context) => void (await fleet(context, 3)) });
    expect(ends).toMatchObject([{ status: 'failed', reason: 'no instance became ready: too slow' }]);
  });
});

describe('a run of rounds', () => {
  it('gives up a variant after three failed rounds in a row, and no other', async () => {
    const session = new PaperSession();
    let rounds = 0;
    const { ends, records, events } = await execution({
      session,
      rounds: 6,
      variants: ['bad', 'good'],
      execute: async (context) => {
        rounds += 1;
        if (context.round % 2 === 0) throw new Error('never works');
      },
    });
    expect(rounds).toBe(3 + 6);
    expect(ends.filter(({ status }) => status === 'failed')).toHaveLength(3);
    expect(ends.filter(({ status }) => status === 'complete')).toHaveLength(6);
    expect(events.filter(({ kind }) => kind === 'round-started')).toHaveLength(9);
    expect(records.filter((record) => record.kind === 'warning')).toMatchObject([
      {
        code: 'variant-given-up',
        message: expect.stringMatching(/^bad: 3 rounds in a row failed.*never works/),
      },
    ]);
  });

  it('begins the count again after a round that succeeded', async () => {
    const { ends } = await execution({
      session: new PaperSession(),
      rounds: 8,
      execute: async ({ round }) => {
        if (round % 3 !== 2) throw new Error('two of three');
      },
    });
    expect(ends.map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'complete',
      'failed',
      'failed',
      'complete',
      'failed',
      'failed',
    ]);
  });

  it('fails the rounds of a variant whose session cannot be opened, and no others', async () => {
    const session = new PaperSession();
    const { ends } = await execution({
      session,
      rounds: 2,
      variants: ['shut', 'open'],
      open: (name) =>
        name === 'shut' ? Promise.reject(new Error('no such image')) : Promise.resolve(session),
      execute: async (context) => void (await fleet(context, 1)),
    });
    expect(ends.map(({ status, reason }) => reason ?? status)).toEqual([
      'no such image',
      'complete',
      'no such image',
      'complete',
    ]);
  });
});

describe('an interruption', () => {
  const interruption = new IsodenseError('interrupted', 'interrupted by SIGINT');

  it('in the middle of a round marks it interrupted, removes everything and starts no further round', async () => {
    const session = new PaperSession();
    const controller = new AbortController();
    const { ends, events } = await execution({
      session,
      rounds: 3,
      signal: controller.signal,
      execute: async (context) => {
        await fleet(context, 2);
        session.onLaunch = async (_, signal) => {
          controller.abort(interruption);
          signal.throwIfAborted();
          return undefined;
        };
        await fleet(context, 2);
      },
    });
    expect(ends).toMatchObject([{ round: 0, status: 'interrupted', reason: 'interrupted by SIGINT' }]);
    expect(events.filter(({ kind }) => kind === 'round-started')).toHaveLength(1);
    expect(session.live.size).toBe(0);
  });

  it('between two rounds leaves the finished one complete', async () => {
    const controller = new AbortController();
    const { ends } = await execution({
      session: new PaperSession(),
      rounds: 3,
      signal: controller.signal,
      execute: () => Promise.resolve(),
      onEvent: (event) => {
        if (event.kind === 'round-ended') controller.abort(interruption);
      },
    });
    expect(ends).toMatchObject([{ round: 0, status: 'complete' }]);
  });

  it('is not counted against the variant', async () => {
    const controller = new AbortController();
    const { records } = await execution({
      session: new PaperSession(),
      rounds: 4,
      signal: controller.signal,
      execute: async ({ round }) => {
        if (round === 2) controller.abort(interruption);
        throw new Error('never works');
      },
    });
    expect(records.filter(({ kind }) => kind === 'warning')).toEqual([]);
  });
});
