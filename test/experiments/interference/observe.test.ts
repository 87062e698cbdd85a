import { describe, expect, it } from 'vitest';
import { observeInterference } from '../../../src/experiments/interference/observe.ts';
import { roundOf, sample, valueOf } from '../records.ts';

const arm = 'limited';
const none = { density: 1, parameters: { aggressor: 'none', dose: 0, arm } };
const cpu = { density: 5, parameters: { aggressor: 'cpu', dose: 4, arm } };
const CPU = [5, { aggressor: 'cpu', dose: 4, arm }] as const;

describe('interference observes', () => {
  it('slowdowns over the victim alone before and after, all above 1 where it is worse off', () => {
    const observed = observeInterference(
      roundOf(
        { density: 5, parameters: { arm } },
        sample('interference.latency.p50', 1, none),
        sample('interference.latency.p99', 4, none),
        sample('interference.capacity', 100, none),
        sample('interference.latency.p50', 6, cpu),
        sample('interference.latency.p99', 40, cpu),
        sample('interference.capacity', 25, cpu),
        sample('interference.recovery', 120, cpu),
        sample('interference.latency.p50', 4, none),
        sample('interference.latency.p99', 4, none),
        sample('interference.capacity', 100, none),
      ),
    );
    // 6 over the geometric mean of 1 and 4
    expect(valueOf(observed, 'interference.p50', ...CPU)).toBeCloseTo(3, 12);
    expect(valueOf(observed, 'interference.p99', ...CPU)).toBeCloseTo(10, 12);
    expect(valueOf(observed, 'interference.throughput', ...CPU)).toBeCloseTo(4, 12);
    expect(valueOf(observed, 'interference.recovery', ...CPU)).toBe(120);
    expect(valueOf(observed, 'interference.latency.p50', 1, none.parameters)).toBeCloseTo(2, 12);
    expect(valueOf(observed, 'interference.p50', 1, none.parameters)).toBeUndefined();
  });

  it('no slowdown where the victim was not measured alone or could not be measured beside', () => {
    const without = observeInterference(roundOf({ density: 5 }, sample('interference.latency.p50', 6, cpu)));
    expect(valueOf(without, 'interference.p50', ...CPU)).toBeUndefined();
    expect(valueOf(without, 'interference.latency.p50', ...CPU)).toBe(6);
    const starved = observeInterference(
      roundOf(
        { density: 5 },
        sample('interference.capacity', 100, none),
        sample('interference.capacity', 0, cpu),
      ),
    );
    expect(valueOf(starved, 'interference.throughput', ...CPU)).toBeUndefined();
  });
});
