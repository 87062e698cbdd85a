import { describe, expect, it } from 'vitest';
import {
  launchError,
  launchWithin,
  NoAnswerError,
  unlessAborted,
  within,
} from '../../src/drivers/deadline.ts';
import { LaunchError } from '../../src/drivers/driver.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const marks = { intended: 0, requested: 1 };
const forever = () => new Promise<never>(() => {});
const { signal } = new AbortController();
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail('it did not throw'),
    (error: unknown) => error,
  );

describe('a call with a bound', () => {
  it('gives its result, and no time passes after it', async () => {
    const clock = new VirtualClock();
    await expect(within(clock, 100, 'it did not answer', signal, async () => 'done')).resolves.toBe('done');
    expect(clock.now()).toBe(0);
  });

  it('says what did not answer for how long, and how to fix it', async () => {
    const clock = new VirtualClock();
    const thrown = await thrownBy(
      within(clock, 30_000, 'the engine did not answer GET /info', signal, forever, 'restart it'),
    );
    expect(clock.now()).toBe(30_000);
    expect(thrown).toBeInstanceOf(NoAnswerError);
    expect(thrown).toMatchObject({
      message: 'the engine did not answer GET /info for 30s',
      hint: 'restart it',
      kind: 'unavailable',
    });
  });

  it('tells its work to stop at the bound', async () => {
    let told: AbortSignal | undefined;
    await within(new VirtualClock(), 10, 'nobody answered', signal, (inner) => {
      told = inner;
      return forever();
    }).catch(() => {});
    expect(told?.aborted).toBe(true);
  });

  it('gives the reason of the bound even when the work rejects as soon as it is told', async () => {
    const thrown = await thrownBy(
      within(
        new VirtualClock(),
        10,
        'nobody answered',
        signal,
        (inner) =>
          new Promise((_, reject) => inner.addEventListener('abort', () => reject(new Error('aborted')))),
      ),
    );
    expect(thrown).toBeInstanceOf(NoAnswerError);
  });

  it("rejects with the caller's reason when the caller gives up, also before it begins", async () => {
    const caller = new AbortController();
    const work = within(new VirtualClock(), 1e9, 'nobody answered', caller.signal, forever);
    caller.abort(new Error('never mind'));
    await expect(work).rejects.toThrow('never mind');
    await expect(
      (async () => within(new VirtualClock(), 1e9, 'nobody answered', caller.signal, forever))(),
    ).rejects.toThrow('never mind');
  });
});

describe('a launch', () => {
  it('is a timeout when it takes longer than it may, even if it does not listen', async () => {
    const clock = new VirtualClock();
    const thrown = await thrownBy(launchWithin(clock, 1_500, signal, forever));
    expect(clock.now()).toBe(1_500);
    expect(launchError(thrown, marks, '')).toMatchObject({
      outcome: 'timeout',
      message: 'not ready after 1.5s',
      marks,
    });
  });

  it('says what was seen last, and the last words of the workload', async () => {
    const thrown = await thrownBy(
      launchWithin(new VirtualClock(), 8_000, signal, ({ saw }) => {
        saw('nothing listens on port 80');
        saw('GET / on 80 was accepted and never answered');
        return forever();
      }),
    );
    expect(launchError(thrown, marks, 'listening').message).toBe(
      'not ready after 8s: GET / on 80 was accepted and never answered; its last output: listening',
    );
  });

  it('fails, and is no timeout, when something that it needs does not answer', async () => {
    const clock = new VirtualClock();
    const thrown = await thrownBy(
      launchWithin(clock, 60_000, signal, (deadline) =>
        within(clock, 5_000, 'the engine did not answer', deadline.signal, forever),
      ),
    );
    expect(launchError(thrown, marks, '')).toMatchObject({
      outcome: 'failed',
      message: 'the engine did not answer for 5s',
    });
  });

  it('hands on an error of a launch as it is', () => {
    const error = new LaunchError('failed', 'no room', marks);
    expect(launchError(error, marks, 'words')).toBe(error);
  });
});

describe('a promise that nobody waits for any longer', () => {
  it("is given up with the signal's reason", async () => {
    const caller = new AbortController();
    const waiting = unlessAborted(forever(), caller.signal);
    caller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('settles as it does while somebody waits', async () => {
    await expect(unlessAborted(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(unlessAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
  });
});
