import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

describe('virtual time', () => {
  it('passes only as far as sleepers wait, and wakes them in order', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const sleeper = async (name: string, ...naps: number[]) => {
      for (const nap of naps) {
        await clock.sleep(nap);
        log.push(`${name} ${clock.now()}`);
      }
    };
    await Promise.all([sleeper('a', 30, 30), sleeper('b', 10, 20, 100), sleeper('c', 30)]);
    expect(log).toEqual(['b 10', 'a 30', 'c 30', 'b 30', 'a 60', 'b 130']);
  });

  it('lets a woken sleeper finish what it does before the next one wakes', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const first = clock.sleep(10).then(async () => {
      for (let step = 0; step < 50; step++) await Promise.resolve();
      log.push('first is done');
    });
    await Promise.all([first, clock.sleep(11).then(() => log.push('second wakes'))]);
    expect(log).toEqual(['first is done', 'second wakes']);
  });

  it('does not pass for a sleeper that was called off', async () => {
    const clock = new VirtualClock();
    const caller = new AbortController();
    const called = clock.sleep(1_000_000, caller.signal);
    caller.abort(new Error('called off'));
    await expect(called).rejects.toThrow('called off');
    await expect(clock.sleep(1, caller.signal)).rejects.toThrow('called off');
    await clock.sleep(5);
    expect(clock.now()).toBe(5);
  });
});
