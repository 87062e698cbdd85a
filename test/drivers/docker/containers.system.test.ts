import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../../src/drivers/docker/driver.ts';
import { dockerOptions } from '../../../src/drivers/docker/options.ts';
import type { DriverSession, Instance } from '../../../src/drivers/driver.ts';
import { cgroupFile, cgroupVersion } from '../../../src/host/cgroup.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import type { ReadyRule } from '../../../src/model/scenario.ts';
import { useDriver } from '../../support/driver-fixture.ts';
import { has } from '../../support/requirements.ts';
import { running } from '../conformance.ts';

const NEEDS = ['root', 'busybox', 'dockerd', 'runc'] as const;
const { signal } = new AbortController();

/** What conformance cannot ask of every technology: networks, and limits as the kernel has them. */
describe('containers of the engine that is found or started', () => {
  const fixture = useDriver(NEEDS, (context) => dockerTechnology.open(context), { environment: {} });
  let image: PreparedImage;
  beforeAll(async () => {
    if (has(...NEEDS)) image = await fixture.context.hello();
  });

  const open = (name: string, options: Record<string, unknown>, other = image): Promise<DriverSession> =>
    fixture.driver.open({
      name,
      options: dockerOptions.parse({ runtime: 'runc', ...options }),
      image: other,
      signal,
    });
  const launch = (session: DriverSession, ready: ReadyRule, timeoutMs = 30_000): Promise<Instance> =>
    session.launch(
      { index: 0, intended: fixture.context.clock.now(), workload: { ready, timeoutMs, env: {} } },
      signal,
    );

  const server = () =>
    running(
      image,
      '/bin/busybox',
      'sh',
      '-c',
      'mkdir /www; echo fine > /www/health; exec busybox httpd -f -p 8080 -h /www',
    );
  const http = (path: string): ReadyRule => ({ kind: 'http', port: 8080, path, intervalMs: 20 });

  it.each(['bridge', 'host'])(
    'on network %s are ready when their web server answers, and can be talked to',
    async (network) => {
      await using session = await open(`web-${network}`, { network }, server());
      await using instance = await launch(session, http('/health'));
      expect(instance.marks.ready).toBeGreaterThan(instance.marks.created!);
      const connection = await instance.dial!(8080, signal);
      connection.write('GET /health HTTP/1.0\r\n\r\n');
      let answer = '';
      for await (const chunk of connection as AsyncIterable<Buffer>) answer += chunk.toString();
      expect(answer).toMatch(/^HTTP\/1\.[01] 200 OK\r\n[\s\S]*\r\n\r\nfine\n$/);
      await expect(instance.dial!(9, signal)).rejects.toThrow('ECONNREFUSED');
    },
  );

  it('are ready when their port accepts a connection', async () => {
    await using session = await open('tcp', { network: 'bridge' }, server());
    await using instance = await launch(session, { kind: 'tcp', port: 8080, intervalMs: 20 });
    expect(instance.marks.ready).toBeGreaterThan(instance.marks.created!);
  });

  it('are not ready when their web server has no such page, and the launch says that its time ran out', async () => {
    await using session = await open('page', { network: 'bridge' }, server());
    await expect(launch(session, http('/nosuch'), 1_000)).rejects.toMatchObject({
      outcome: 'timeout',
      message: expect.stringContaining('not ready after 1s: GET /nosuch on 8080 was answered with 404'),
    });
  });

  it('without a network cannot be dialled', async () => {
    await using session = await open('alone', { network: 'none' });
    await using instance = await launch(session, { kind: 'log', text: 'READY' });
    expect('dial' in instance).toBe(false);
  });

  it('are ready when a command inside succeeds, and give its output and its code', async () => {
    await using session = await open('exec', { network: 'none' });
    await using instance = await launch(session, {
      kind: 'exec',
      command: ['/bin/busybox', 'test', '-x', '/hello'],
      intervalMs: 20,
    });
    expect(await instance.exec!(['/bin/sh', '-c', 'echo one; echo two >&2; exit 3'], signal)).toEqual({
      code: 3,
      output: expect.stringMatching(/^(one\ntwo|two\none)\n$/),
    });
    await expect(instance.exec!(['/nosuch'], signal)).resolves.toMatchObject({
      code: expect.toSatisfy((code: number) => code !== 0),
    });
  });

  it('have the limits that were asked for, as the engine says and as the kernel has them', async () => {
    await using session = await open('limited', {
      network: 'none',
      memory: '64MiB',
      cpus: 0.5,
      cpuWeight: 200,
      cpuset: '0',
      pids: 32,
    });
    await using instance = await launch(session, { kind: 'log', text: 'READY' });
    expect(await instance.configuration()).toMatchObject({
      runtime: 'runc',
      network: 'none',
      'memory limit': '64.0 MiB',
      'CPU limit': '0.5 cores',
      'CPU weight': '2048 shares',
      'CPUs allowed': '0',
      'process limit': '32',
      privileged: 'no',
    });
    const cgroup = instance.scopes().find(({ role }) => role === 'workload')!.cgroup!;
    const read = (controller: 'memory' | 'cpu' | 'cpuset' | 'pids', name: string) =>
      readFileSync(cgroupFile(cgroup, controller, name), 'utf8').trim();
    if (cgroupVersion() === 2) {
      expect([
        read('memory', 'memory.max'),
        read('cpu', 'cpu.max'),
        read('cpuset', 'cpuset.cpus'),
        read('pids', 'pids.max'),
      ]).toEqual(['67108864', '50000 100000', '0', '32']);
    } else {
      expect([
        read('memory', 'memory.limit_in_bytes'),
        read('cpu', 'cpu.cfs_quota_us'),
        read('cpu', 'cpu.shares'),
        read('cpuset', 'cpuset.cpus'),
        read('pids', 'pids.max'),
      ]).toEqual(['67108864', '50000', '2048', '0', '32']);
    }
  });

  it('say when they have none', async () => {
    await using session = await open('free', { network: 'none' });
    await using instance = await launch(session, { kind: 'log', text: 'READY' });
    expect(await instance.configuration()).toMatchObject({
      'memory limit': 'none',
      'CPU limit': 'none',
      'CPU weight': 'none',
      'CPUs allowed': 'all',
      'process limit': 'none',
    });
  });

  it('stay when another session closes whose name is the beginning of theirs', async () => {
    const short = await open('web', { network: 'none' });
    await using long = await open('web-builtin', { network: 'none' });
    await using instance = await launch(long, { kind: 'log', text: 'READY' });
    await launch(short, { kind: 'log', text: 'READY' });
    await short[Symbol.asyncDispose]();
    expect(instance.scopes()).not.toEqual([]);
  });

  it('of a runtime that the engine does not know is refused, with the runtimes that it knows', async () => {
    expect(await fixture.driver.check(dockerOptions.parse({ runtime: 'nosuch' }), signal)).toMatchObject({
      usable: false,
      reason: expect.stringMatching(/does not know the runtime nosuch; it knows .*runc/),
      hint: expect.any(String),
    });
  });

  it('whose program is not in the image fail to launch and leave nothing', async () => {
    await using session = await open('nothing', { network: 'none' }, running(image, '/nosuch'));
    await expect(launch(session, { kind: 'log', text: 'READY' })).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining("the image's command cannot be run"),
    });
  });
});
