import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Summary } from '../../../src/model/summary.ts';
import { openWorkplace, type Workplace } from '../../cli/command-line.ts';
import { needs } from '../../support/requirements.ts';

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
});
afterEach(() => place[Symbol.dispose]());

// At this rate the oldest instance wants a good part of their one CPU: more than its share once enough others
// want it, too.
describe('the service level of a real ramp', () => {
  it('binds among containers that all work, below what was asked for, at a latency beyond the limit', async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc');
    place.file(
      'service.yaml',
      `name: service
image: { builtin: hello }
variants:
  runc: { driver: docker, runtime: runc, network: none, cpuset: "0" }
experiments:
  density: { max: 32, resolution: 1, factor: 4, neighbours: busy, load: { rate: 100, window: 1s }, stop: { victimP99: 4x } }
`,
    );
    const { code, stdout } = await place.isodense(
      'run',
      'service.yaml',
      '--out',
      'run',
      '--experiment',
      'density',
      '--quiet',
      '--json',
    );
    expect(code).toBe(0);
    const { densities, series } = JSON.parse(stdout) as Summary;
    expect(densities).toMatchObject([{ boundBy: ['victim p99'] }]);
    const {
      interval: [held, stopped],
    } = densities![0]!;
    const p99 = (at: number) =>
      series.find(({ metric, density }) => metric === 'density.victimP99' && density === at)!.mean;
    expect(held).toBeGreaterThanOrEqual(1);
    expect(p99(stopped!)).toBeGreaterThan(4 * p99(1));
    expect(p99(held)).toBeLessThanOrEqual(4 * p99(1));
  });
});
