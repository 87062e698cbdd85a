import { describe, expect, it } from 'vitest';
import type { Instance, OutputLine } from '../../src/drivers/driver.ts';
import type { RoundContext } from '../../src/experiments/experiment.ts';
import { measureWork } from '../../src/experiments/work-rate.ts';
import type { Clock } from '../../src/host/clock.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** Completes a quantum every `periodMs` while told to work, `latest` at most. */
function worker(clock: Clock, periodMs: number, latest = Infinity): Instance & { readonly orders: string[] } {
  const listeners = new Set<(line: OutputLine) => void>();
  const orders: string[] = [];
  let working: AbortController | undefined;
  const work = async (signal: AbortSignal): Promise<void> => {
    for (let quantum = 1; quantum <= latest; quantum += 1) {
      if (
        await clock.sleep(periodMs, signal).then(
          () => false,
          () => true,
        )
      )
        return;
      for (const listener of listeners) listener({ text: `quantum ${quantum}`, atMs: clock.now() });
    }
  };
  return {
    orders,
    send: (line: string) => {
      orders.push(line);
      working?.abort(new Error('idle'));
      if (line === 'work') void work((working = new AbortController()).signal);
    },
    onLine: (listener: (line: OutputLine) => void) => {
      listener({ text: 'quantum 99', atMs: 0 }); // from an earlier observation: lines are kept
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Instance & { readonly orders: string[] };
}

function contextOf(clock: Clock, signal = new AbortController().signal): RoundContext {
  return { clock, signal } as RoundContext;
}

describe('the work rate', () => {
  it('is exact for a steady worker, whatever the window cuts', async () => {
    for (const windowMs of [1_000, 1_003, 1_337]) {
      const clock = new VirtualClock();
      const [rate] = await measureWork(contextOf(clock), [worker(clock, 10)], { windowMs });
      expect(rate).toBeCloseTo(100, 6);
    }
  });

  it("is each instance's own", async () => {
    const clock = new VirtualClock();
    const rates = await measureWork(contextOf(clock), [worker(clock, 10), worker(clock, 40)], {
      windowMs: 1_000,
    });
    expect(rates[0]).toBeCloseTo(100, 6);
    expect(rates[1]).toBeCloseTo(25, 6);
  });

  it('waits for a slow worker until there is a rate, but not for ever', async () => {
    const slow = new VirtualClock();
    expect((await measureWork(contextOf(slow), [worker(slow, 400)], { windowMs: 1_000 }))[0]).toBeCloseTo(
      2.5,
      6,
    );
    const starved = new VirtualClock();
    expect(
      await measureWork(contextOf(starved), [worker(starved, 10), worker(starved, 1e9)], { windowMs: 1_000 }),
    ).toEqual([expect.closeTo(100, 6), 0]);
    expect(starved.now()).toBeCloseTo(500 + 5 * 1_000, 6);
  });

  it('leaves the instances idle, also when interrupted', async () => {
    const clock = new VirtualClock();
    const instance = worker(clock, 10);
    const controller = new AbortController();
    const measuring = measureWork(contextOf(clock, controller.signal), [instance], { windowMs: 1e6 });
    await clock.sleep(2_000);
    controller.abort(new Error('interrupted'));
    await expect(measuring).rejects.toThrow('interrupted');
    expect(instance.orders).toEqual(['work', 'idle']);
  });
});
