import { describe, expect, it } from 'vitest';
import { latenciesOf, Pulses, recoveredAfter, type Pulse } from '../../src/experiments/pulses.ts';
import type { Victim } from '../../src/experiments/victim.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** Answers one request at a time, each after `serviceMs`, as a shell that reads its orders does. */
function queueing(clock: VirtualClock, serviceMs: () => number): Victim {
  let busy = Promise.resolve();
  return {
    ask: (answered) => {
      busy = busy.then(() => clock.sleep(serviceMs())).then(() => answered(clock.now()));
    },

    [Symbol.dispose]: () => {},
  };
}

async function load(clock: VirtualClock, victim: Victim, forMs: number): Promise<readonly Pulse[]> {
  const pulses = new Pulses({ clock, signal: new AbortController().signal }, victim, 100);
  await clock.sleep(forMs);
  return await pulses.stop();
}

describe('an open-loop load', () => {
  it("is sent at its rate and answered at the victim's pace", async () => {
    const clock = new VirtualClock();
    const pulses = await load(
      clock,
      queueing(clock, () => 3),
      995,
    );
    expect(pulses.map(({ intended }) => intended)).toEqual(
      Array.from({ length: 100 }, (_, index) => expect.closeTo(index * 10, 6)),
    );
    expect(latenciesOf(pulses, clock.now())).toEqual(pulses.map(() => expect.closeTo(3, 6)));
  });

  it('goes on while the victim stalls, and every request that waits behind the stall shows it', async () => {
    const clock = new VirtualClock();
    let served = 0;
    const pulses = await load(
      clock,
      queueing(clock, () => (served++ === 10 ? 100 : 1)),
      495,
    );
    const latencies = latenciesOf(pulses, clock.now());
    expect(latencies[9]).toBeCloseTo(1, 6);
    expect(latencies[10]).toBeCloseTo(100, 6);
    expect(latencies[11]).toBeCloseTo(91, 6); // sent 10 ms after the one that stalls, answered 1 ms after it
    expect(latencies.filter((latency) => latency > 2)).toHaveLength(11);
  });

  it('counts a request without an answer as long as it was waited for', async () => {
    const clock = new VirtualClock();
    const silent: Victim = { ask: () => {}, [Symbol.dispose]: () => {} };
    const pulses = await load(clock, silent, 25);
    expect(latenciesOf(pulses, clock.now())).toEqual(
      [1_025, 1_015, 1_005].map((latency) => expect.closeTo(latency, 6)),
    );
  });
});

describe('a victim has recovered', () => {
  const answered = (intended: number, latency: number | undefined): Pulse => ({
    intended,
    late: 0,
    ...(latency === undefined ? {} : { answered: intended + latency }),
  });
  const series = (...latencies: readonly (number | undefined)[]) =>
    latencies.map((latency, index) => answered(index * 10, latency));
  const calm = Array.from({ length: 10 }, () => 1);

  it('when ten answers in a row are as fast as alone, counted from the first of them', () => {
    expect(recoveredAfter(series(9, 9, 9, 1, 1, 9, ...calm), 20, 2)).toBe(40);
    expect(recoveredAfter(series(9, 9, ...calm), 20, 2)).toBe(0);
  });

  it('not before, and not while answers are missing', () => {
    expect(recoveredAfter(series(9, ...calm.slice(1)), 0, 2)).toBeUndefined();
    expect(recoveredAfter(series(undefined, ...calm.slice(1)), 0, 2)).toBeUndefined();
    expect(recoveredAfter([], 0, 2)).toBeUndefined();
  });
});
