import { describe, expect, it } from 'vitest';
import { startProcess, exitOf } from '../../src/host/command.ts';
import { readProcess } from '../../src/host/procfs.ts';
import { LOCAL_NODE, type Scope } from '../../src/model/host-access.ts';
import { createLocalHost } from '../../src/probes/local-host.ts';
import { cgroupFixture, version1, version2 } from '../support/cgroup-fixture.ts';

const scope: Scope = { role: 'workload', node: LOCAL_NODE, cgroup: '/isodense/x', pids: [] };

describe.each([
  ['version 1', version1],
  ['version 2', version2],
])('the local host, for a cgroup of %s', (_, files) => {
  it('subtracts the inactive file cache from the memory that is charged', async () => {
    using fixture = cgroupFixture(files('/isodense/x'));
    const [memory] = await createLocalHost({ cgroupRoot: fixture.root }).memoryOf([scope]);
    expect(memory).toEqual({ pssBytes: 0, rssBytes: 0, chargedBytes: 7_000_000 });
  });

  it('gives CPU time and throttled time in seconds', async () => {
    using fixture = cgroupFixture(files('/isodense/x'));
    const [cpu] = await createLocalHost({ cgroupRoot: fixture.root }).cpuOf([scope]);
    expect(cpu).toEqual({ usedSeconds: 2.5, throttledSeconds: 0.75 });
  });

  it('reads many scopes at once, and gives nothing for a cgroup that is gone, instead of a zero', async () => {
    using fixture = cgroupFixture(files('/isodense/x'));
    const host = createLocalHost({ cgroupRoot: fixture.root });
    const gone: Scope = { ...scope, cgroup: '/isodense/y' };
    expect((await host.memoryOf([gone, scope])).map(({ chargedBytes }) => chargedBytes)).toEqual([
      undefined,
      7_000_000,
    ]);
    expect((await host.cpuOf([gone]))[0]).toEqual({ usedSeconds: undefined, throttledSeconds: undefined });
  });
});

describe('the local host, for processes without a cgroup', () => {
  const host = createLocalHost();
  const own: Scope = { role: 'shared', node: LOCAL_NODE, cgroup: null, pids: [process.pid] };
  const beyond = 2 ** 22 + 1; // the largest possible PID

  it('reads memory and CPU of the processes themselves, and knows no charge and no throttling', async () => {
    const [memory] = await host.memoryOf([own]);
    expect(memory!.pssBytes).toBeGreaterThan(1_000_000);
    expect(memory!.rssBytes).toBeGreaterThanOrEqual(memory!.pssBytes);
    expect(memory!.chargedBytes).toBeUndefined();
    const [cpu] = await host.cpuOf([own]);
    expect(cpu!.usedSeconds).toBeGreaterThan(0);
    expect(cpu!.throttledSeconds).toBeUndefined();
  });

  it('counts a process that ended as nothing', async () => {
    const [memory] = await host.memoryOf([{ ...own, pids: [process.pid, beyond] }]);
    expect(memory!.pssBytes).toBeGreaterThan(1_000_000);
    const [cpu] = await host.cpuOf([{ ...own, pids: [beyond] }]);
    expect(cpu!.usedSeconds).toBeUndefined();
  });

  it('sees that the host has memory', async () => {
    const { availableBytes, totalBytes } = await host.memory();
    expect(availableBytes).toBeGreaterThan(2 ** 20);
    expect(totalBytes).toBeGreaterThan(availableBytes);
  });

  it('stops them, lets them go on, and has signalled them when a call to kill returns', async () => {
    const child = startProcess('/bin/sleep', ['60'], { stdio: 'ignore' });
    const ended = exitOf(child);
    const [running] = [{ ...own, pids: [child.pid!] }];
    await host.freeze([running]);
    await expect.poll(() => readProcess(child.pid!)?.state).toBe('T');
    await host.thaw([running]);
    await expect.poll(() => readProcess(child.pid!)?.state).toBe('S');
    void host.kill([running]);
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
  });
});
