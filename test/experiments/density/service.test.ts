import { describe, expect, it } from 'vitest';
import { density } from '../../../src/experiments/density/experiment.ts';
import { ramp } from './ramp.ts';

// The fake worker answers after a tenth of a quantum (here 1 ms) of CPU time. Two cores shared by N − 1 busy
// neighbours make that (N − 1) / 2 ms: 10 ms are passed between 21 instances and 22.
const busy = { max: 100, resolution: 0, neighbours: 'busy', load: { rate: 5, window: '2s' } };

describe('the service level of a ramp', () => {
  it('stops it at the very density at which one instance answers too late', async () => {
    const { summary, observed } = await ramp({ options: { ...busy, stop: { victimP99: '10ms' } } });
    expect(summary).toMatchObject({ reached: [21], interval: [21, 22], boundBy: ['victim p99'] });
    expect(summary?.detail).toBe(
      'the 99th percentile of the latency of one instance among 22 was 10.5 ms at 5 requests per second, and 10.0 ms is the most allowed',
    );
    const p99 = (at: number) =>
      observed.observations.find(
        ({ metric, density: instances }) => metric === 'density.victimP99' && instances === at,
      )?.value;
    expect(p99(1)).toBeCloseTo(1, 6);
    expect(p99(16)).toBeCloseTo(7.5, 6);
    expect(p99(21)).toBeCloseTo(10, 6);
  });

  it('can be so many times what it is alone', async () => {
    const { summary } = await ramp({ options: { ...busy, stop: { victimP99: '4x' } } });
    expect(summary).toMatchObject({ reached: [9], interval: [9, 10], boundBy: ['victim p99'] });
    expect(summary?.detail).toContain('4 times what it was alone');
  });

  it('holds among idle neighbours, which take no CPU time', async () => {
    const { summary } = await ramp({
      options: { ...busy, max: 40, neighbours: 'idle', stop: { victimP99: '10ms' } },
    });
    expect(summary).toMatchObject({ reached: [40], boundBy: ['asked maximum'] });
  });

  it('remembers over an interruption what one instance was like alone', async () => {
    const options = { ...busy, stop: { victimP99: '4x' } };
    const whole = await ramp({ options });
    const cut = whole.records.findIndex(
      (record) => record.kind === 'density-step' && record.outcome === 'held' && record.target === 8,
    );
    const resumed = await ramp({ options, journal: whole.records.slice(0, cut + 1) });
    expect(resumed.steps.startsWith('8 ')).toBe(true);
    expect(resumed.summary).toMatchObject({ reached: [9], boundBy: ['victim p99'] });
  });

  it('is refused where one instance is never alone, or the limit is no limit', () => {
    expect(() => density.options.parse({ start: 4, stop: { victimP99: '3x' } })).toThrow(
      'expected a ramp from 1',
    );
    expect(() => density.options.parse({ stop: { victimP99: 'fast' } })).toThrow(
      'expected a time such as 50ms',
    );
  });
});
