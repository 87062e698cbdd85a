import { describe, expect, it } from 'vitest';
import type { Instance } from '../../src/drivers/driver.ts';
import type { HostAccess, Scope } from '../../src/model/host-access.ts';
import type { ScopeRole } from '../../src/model/roles.ts';
import type { Wall } from '../../src/model/wall.ts';
import { killInstances } from '../../src/run/kill.ts';
import { Nodes } from '../../src/run/nodes.ts';
import { paperHost } from '../support/paper-host.ts';

const scope = (node: string, pid: number, role: ScopeRole = 'workload'): Scope => ({
  role,
  node,
  cgroup: null,
  pids: [pid],
});
/** A node whose scopes have as many bytes as their PID, and which counts how often it is asked. */
function node(name: string, changes: Partial<HostAccess> = {}) {
  const calls: (readonly number[])[] = [];
  const host = paperHost({
    node: name,
    memoryOf: async (scopes) => {
      calls.push(scopes.map(({ pids }) => pids[0]!));
      return scopes.map(({ pids }) => ({ pssBytes: pids[0]!, rssBytes: 0, chargedBytes: undefined }));
    },
    ...changes,
  });
  return { host, calls };
}

describe('the nodes of a session', () => {
  it('are each asked once for all of their scopes, and answer in the order of the scopes', async () => {
    const [a, b, idle] = [node('a'), node('b'), node('c')];
    const nodes = new Nodes([a.host, b.host, idle.host], () => 0);
    const memory = await nodes.memoryOf([scope('b', 1), scope('a', 2), scope('b', 3)]);
    expect(memory.map(({ pssBytes }) => pssBytes)).toEqual([1, 2, 3]);
    expect([a.calls, b.calls, idle.calls]).toEqual([[[2]], [[1, 3]], []]);
  });

  it('refuse a scope of a machine that they are not', async () => {
    const nodes = new Nodes([node('a').host], () => 0);
    await expect(nodes.memoryOf([scope('z', 1)])).rejects.toThrow('on node z, and the session has a');
  });

  it('sum up what is available, each with a reserve by its own size', async () => {
    const sized = (name: string, totalBytes: number) =>
      node(name, { memory: async () => ({ availableBytes: totalBytes - 5, totalBytes }) }).host;
    const nodes = new Nodes([sized('a', 100), sized('b', 50)], (total) => total / 10);
    expect(await nodes.memory()).toEqual({
      availableBytes: 140,
      nodes: [
        { node: 'a', availableBytes: 95, reserveBytes: 10 },
        { node: 'b', availableBytes: 45, reserveBytes: 5 },
      ],
    });
  });

  it('name their limits by the machine only where there are several', async () => {
    const wall: Wall = { name: 'pid_max', limit: 9, used: 1, meaning: 'processes', raise: 'sysctl' };
    const limited = (name: string) => node(name, { limits: async () => [wall] }).host;
    const names = async (hosts: HostAccess[]) =>
      (await new Nodes(hosts, () => 0).limits()).map(({ name }) => name);
    expect(await names([limited('a')])).toEqual(['pid_max']);
    expect(await names([limited('a'), limited('b')])).toEqual(['pid_max of a', 'pid_max of b']);
  });

  it('kill what runs in instances before the call returns, and leave what keeps them', () => {
    const killed: number[] = [];
    const kill: HostAccess['kill'] = async (scopes) =>
      void killed.push(...scopes.flatMap(({ pids }) => pids));
    const instance = (...scopes: Scope[]) => ({ scopes: () => scopes }) as unknown as Instance;
    void killInstances(
      [instance(scope('a', 1), scope('a', 2, 'shim')), instance(scope('b', 3, 'vmm'))],
      new Nodes([node('a', { kill }).host, node('b', { kill }).host], () => 0),
    );
    expect(killed).toEqual([1, 3]);
  });
});
