import { describe, expect, it } from 'vitest';
import { launchError, withDeadline } from '../../src/drivers/deadline.ts';
import { LaunchError } from '../../src/drivers/driver.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const marks = { intended: 0, requested: 1 };
const forever = () => new Promise<never>(() => {});
const { signal } = new AbortController();

describe('work with a deadline', () => {
  it('gives its result, and no time passes after it', async () => {
    const clock = new VirtualClock();
    await expect(withDeadline(clock, 100, signal, async () => 'done')).resolves.toBe('done');
    expect(clock.now()).toBe(0);
  });

  it('is a timeout when it takes longer, even if it does not listen', async () => {
    const clock = new VirtualClock();
    const thrown = await withDeadline(clock, 1_500, signal, forever).catch((error: unknown) => error);
    expect(clock.now()).toBe(1_500);
    expect(launchError(thrown, marks, '')).toMatchObject({ outcome: 'timeout', message: 'not ready after 1500 ms', marks });
  });

  it('is told to stop at the deadline', async () => {
    const clock = new VirtualClock();
    let told: AbortSignal | undefined;
    await withDeadline(clock, 10, signal, (inner) => {
      told = inner;
      return forever();
    }).catch(() => {});
    expect(told?.aborted).toBe(true);
  });

  it('rejects with the caller\'s reason when the caller gives up', async () => {
    const caller = new AbortController();
    const work = withDeadline(new VirtualClock(), 1e9, caller.signal, forever);
    caller.abort(new Error('never mind'));
    await expect(work).rejects.toThrow('never mind');
  });
});

describe('the error of a launch', () => {
  it('keeps the last words of the workload', () => {
    expect(launchError(new Error('it ended'), marks, 'no such file').message).toBe('it ended; its last output: no such file');
  });

  it('is handed on as it is when it already is one', () => {
    const error = new LaunchError('failed', 'no room', marks);
    expect(launchError(error, marks, 'words')).toBe(error);
  });
});
