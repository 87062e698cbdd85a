import { describe, expect, it } from 'vitest';
import { checks } from '../../../src/experiments/boundary/table.ts';
import { CONTAINER, HOST, judged, MACHINE, outcomes, PLAIN } from './sample-look.ts';

const count = (of: Readonly<Record<string, string>>, outcome: string) =>
  Object.values(of).filter((value) => value === outcome).length;

describe('the table of boundary checks', () => {
  it('asks at least thirty questions of nine groups, each once', () => {
    const names = checks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(new Set(names.map((name) => name.split('.')[0]))).toEqual(
      new Set([
        'identity',
        'processes',
        'filesystem',
        'network',
        'kernel',
        'devices',
        'privileges',
        'clocks',
        'limits',
      ]),
    );
  });

  it('finds nothing isolated around a plain process of root but what it happens to lack', () => {
    const isolated = Object.entries(outcomes(PLAIN))
      .filter(([, outcome]) => outcome === 'isolated')
      .map(([name]) => name);
    expect(isolated).toEqual([]);
  });

  it("tells an instance on the host's kernel from one on its own by the boot id", () => {
    expect(judged('kernel.boot-id', CONTAINER)).toEqual({
      outcome: 'shared',
      evidence: "host-boot, which is the host's",
    });
    expect(judged('kernel.boot-id', MACHINE)).toEqual({
      outcome: 'isolated',
      evidence: "guest-boot; the host's is host-boot",
    });
  });

  it('tells an application kernel, which has no boot id, by its release', () => {
    const sandbox = {
      ...CONTAINER,
      a: {
        ...CONTAINER.a,
        'boot-id': '',
        release: '4.4.0',
        version: 'Linux version 4.4.0',
        setting: 'yes opened',
      },
    };
    expect(judged('kernel.boot-id', sandbox)).toEqual({
      outcome: 'isolated',
      evidence: 'no boot id in a kernel of its own (4.4.0)',
    });
    expect(judged('kernel.settings', sandbox)).toMatchObject({ outcome: 'isolated' });
    expect(judged('devices.listed', { ...sandbox, a: { ...sandbox.a, devices: 'kvm null' } })).toMatchObject({
      outcome: 'isolated',
    });
    expect(
      judged('filesystem.root-writable', { ...sandbox, a: { ...sandbox.a, 'root-writable': 'yes' } }),
    ).toMatchObject({ outcome: 'shared' });
  });

  it("finds no leak in a container with an engine's defaults but the names of host directories", () => {
    const leaks = Object.entries(outcomes(CONTAINER))
      .filter(([, outcome]) => outcome === 'leaked')
      .map(([name]) => name);
    expect(leaks).toEqual([]);
  });

  it('finds that root of a virtual machine may do everything, and nothing of it to the host', () => {
    const all = outcomes(MACHINE);
    expect(count(all, 'leaked')).toBe(0);
    expect(count(all, 'shared')).toBe(0);
  });

  it("takes a kernel address, a log line or a disk for a leak only on the host's kernel", () => {
    for (const name of [
      'kernel.addresses',
      'kernel.log',
      'devices.disk',
      'devices.made',
      'filesystem.mount',
      'privileges.capabilities',
      'clocks.settable',
    ]) {
      expect([name, judged(name, PLAIN).outcome, judged(name, MACHINE).outcome]).toEqual([
        name,
        'leaked',
        'isolated',
      ]);
    }
  });
});

describe('a boundary check', () => {
  it('is not testable when the instance did not answer', () => {
    expect(judged('processes.host-visible', { ...PLAIN, a: {} })).toEqual({
      outcome: 'not-testable',
      evidence: 'the instance did not answer what its host process is',
    });
  });

  it('is not testable where the host itself lacks the thing', () => {
    const bare = {
      ...PLAIN,
      host: {
        ...HOST,
        disks: [],
        diskNode: '',
        machineSerial: '',
        securityLabel: '',
        firmware: [],
        present: {},
      },
    };
    for (const name of [
      'devices.disk',
      'devices.made',
      'devices.virtualization',
      'kernel.core-memory',
      'kernel.firmware',
      'identity.machine-serial',
      'privileges.security-module',
    ]) {
      expect([name, judged(name, bare).outcome]).toEqual([name, 'not-testable']);
    }
  });

  it('is not testable when what was tried failed for another reason than permission', () => {
    expect(
      judged('filesystem.mount', { ...PLAIN, a: { ...PLAIN.a, mount: 'no unshare: Invalid argument' } }),
    ).toEqual({ outcome: 'not-testable', evidence: 'unshare: Invalid argument' });
  });

  it("leaves the shell's place in its script out of the evidence", () => {
    expect(judged('filesystem.mount', CONTAINER)).toEqual({
      outcome: 'isolated',
      evidence: 'Operation not permitted',
    });
  });

  it('counts a connection only when it brought back what only the other end knows', () => {
    expect(
      judged('network.host-loopback', { ...CONTAINER, a: { ...CONTAINER.a, 'host-loopback': 'yes' } }),
    ).toMatchObject({ outcome: 'isolated' });
    const byGateway = {
      ...MACHINE,
      a: { ...MACHINE.a, gateway: '10.0.2.2', 'host-by-gateway': 'yes isodense-secret-1' },
    };
    expect(judged('network.host-loopback', byGateway)).toEqual({
      outcome: 'leaked',
      evidence: "its gateway 10.0.2.2 leads to the host's 127.0.0.1:40000: it was told isodense-secret-1",
    });
  });

  it('calls a sibling on the same bridge shared, and one without an address isolated', () => {
    expect(judged('network.sibling-reach', CONTAINER)).toMatchObject({ outcome: 'shared' });
    expect(judged('network.sibling-reach', MACHINE)).toEqual({
      outcome: 'isolated',
      evidence: 'its sibling has no address to be reached at',
    });
  });

  it('tells capabilities that reach beyond namespaces from those that do not, and from none', () => {
    const holding = (mask: string) =>
      judged('privileges.capabilities', { ...CONTAINER, a: { ...CONTAINER.a, capabilities: mask } });
    expect(holding('00000000a80425fb')).toEqual({
      outcome: 'shared',
      evidence: '14, none that reaches beyond its namespaces (00000000a80425fb)',
    });
    expect(holding('0000000000000000')).toMatchObject({ outcome: 'isolated' });
    expect(holding('0000000000200000')).toMatchObject({
      outcome: 'leaked',
      evidence: expect.stringContaining('SYS_ADMIN'),
    });
  });

  it("knows root of a user namespace from the host's", () => {
    expect(
      judged('privileges.root-user', { ...CONTAINER, a: { ...CONTAINER.a, 'user-map': '0 100000 65536' } }),
    ).toEqual({ outcome: 'isolated', evidence: 'root inside is user 100000 outside' });
    expect(
      judged('privileges.root-user', { ...CONTAINER, a: { ...CONTAINER.a, uid: '65534 65534 65534 65534' } }),
    ).toMatchObject({ outcome: 'isolated' });
    expect(judged('privileges.root-user', CONTAINER)).toMatchObject({ outcome: 'shared' });
  });
});
