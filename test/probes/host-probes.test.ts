import { describe, expect, it } from 'vitest';
import { createHostProbes } from '../../src/probes/host-probes.ts';
import type { Scope } from '../../src/drivers/driver.ts';
import { cgroupFixture, version1, version2 } from '../support/cgroup-fixture.ts';

const scope: Scope = { role: 'workload', cgroup: '/isodense/x', pids: [] };

describe.each([
  ['version 1', version1],
  ['version 2', version2],
])('the probes of a cgroup of %s', (_, files) => {
  it('subtract the inactive file cache from the memory that is charged', () => {
    using fixture = cgroupFixture(files('/isodense/x'));
    expect(createHostProbes({ cgroupRoot: fixture.root }).chargedMemory(scope)).toBe(7_000_000);
  });

  it('give CPU time and throttled time in seconds', () => {
    using fixture = cgroupFixture(files('/isodense/x'));
    const probes = createHostProbes({ cgroupRoot: fixture.root });
    expect(probes.cpuSeconds(scope)).toBe(2.5);
    expect(probes.throttledSeconds(scope)).toBe(0.75);
  });

  it('give nothing for a cgroup that is gone, instead of a zero', () => {
    using fixture = cgroupFixture(files('/isodense/y'));
    const probes = createHostProbes({ cgroupRoot: fixture.root });
    expect([probes.chargedMemory(scope), probes.cpuSeconds(scope), probes.throttledSeconds(scope)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the probes of processes without a cgroup', () => {
  const probes = createHostProbes();
  const own: Scope = { role: 'shared', cgroup: null, pids: [process.pid] };

  it('read memory and CPU of the processes themselves', () => {
    const { pssBytes, rssBytes } = probes.processMemory(own);
    expect(pssBytes).toBeGreaterThan(1_000_000);
    expect(rssBytes).toBeGreaterThanOrEqual(pssBytes);
    expect(probes.cpuSeconds(own)).toBeGreaterThan(0);
  });

  it('count a process that ended as nothing', () => {
    const withDead: Scope = { ...own, pids: [process.pid, 2 ** 22 + 1] }; // beyond the largest possible PID
    expect(probes.processMemory(withDead).pssBytes).toBeGreaterThan(1_000_000);
    expect(probes.cpuSeconds({ ...own, pids: [2 ** 22 + 1] })).toBeUndefined();
  });

  it('know no charged memory and no throttling', () => {
    expect(probes.chargedMemory(own)).toBeUndefined();
    expect(probes.throttledSeconds(own)).toBeUndefined();
  });

  it('see that the host has memory', () => {
    expect(probes.hostMemoryAvailable()).toBeGreaterThan(2 ** 20);
  });
});
