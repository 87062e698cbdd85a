import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { qemuTechnology } from '../../../src/drivers/qemu/driver.ts';
import { virtualMachines } from '../../../src/drivers/qemu/running.ts';
import type { DriverSession, Instance, LaunchSpec } from '../../../src/drivers/driver.ts';
import type { Clock } from '../../../src/host/clock.ts';
import type { ImageConfig } from '../../../src/image/image.ts';
import type { Workload } from '../../../src/model/scenario.ts';
import { testOwnerId } from '../../support/driver-context.ts';
import { useDriver } from '../../support/driver-fixture.ts';
import type { Requirement } from '../../support/requirements.ts';

const NEEDS: readonly Requirement[] = ['root', 'busybox', 'qemu', 'mke2fs'];
const { signal } = new AbortController();

/** Says who and where it is, serves, and ends with 7 at the first line that it gets. */
const SERVER =
  'id; pwd; echo "$GREETING"; echo "HOME is $HOME"; echo complaint >&2; echo reopened >/dev/stdout; httpd -p 8080 -h /etc; echo UP; read -r line; echo "got $line"; exit 7';

describe('a virtual machine of the image', () => {
  const fixture = useDriver(
    NEEDS,
    (context) => qemuTechnology.open(context),
    {},
    ({ owner }) => expect(virtualMachines().filter(({ ownerId }) => ownerId === owner.id)).toEqual([]),
  );

  async function open(
    name: string,
    config: Partial<ImageConfig>,
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<DriverSession> {
    const image = await fixture.context.hello();
    return await fixture.driver.open({
      name,
      options: fixture.driver.technology.options.parse({ accel: 'tcg', ...options }),
      image: { ...image, config: { ...image.config, ...config } },
      signal,
    });
  }

  function spec(workload: Partial<Workload>): LaunchSpec {
    return {
      index: 0,
      intended: fixture.context.clock.now(),
      workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {}, ...workload },
    };
  }

  it("runs the image's command as its user, in its directory, with its environment, and serves on a network of its own", async () => {
    const config = {
      entrypoint: ['/bin/sh', '-c'],
      command: [SERVER],
      user: 'nobody',
      workingDirectory: '/a directory',
      env: ['PATH=/bin', 'GREETING=it\'s "good"\n$morning `id` \\ é'],
    };
    await using session = await open('server', config, { network: 'user', cpuQuota: 1.5, pids: 100 });
    await using vm = await session.launch(
      spec({ ready: { kind: 'http', port: 8080, path: '/hostname', intervalMs: 100 } }),
      signal,
    );
    const lines: string[] = [];
    vm.onLine(({ text }) => lines.push(text));
    expect(lines).toEqual([
      'uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)',
      '/a directory',
      'it\'s "good"',
      '$morning `id` \\ é',
      'HOME is /',
      'complaint',
      'reopened',
      'UP',
    ]);

    expect(await get(await vm.dial!(8080, signal), '/hostname')).toMatch(/200 OK[^]*\r\n\r\nserver-0\n$/);
    await expect(vm.dial!(81, signal)).rejects.toThrow('nothing listens on port 81');
    expect(await vm.exec!(['sh', '-c', 'id -un; pwd; exit 3'], signal)).toEqual({
      code: 3,
      output: 'nobody\n/a directory\n',
    });
    expect((await vm.exec!(['sh', '-c', 'head -c 200000 /dev/zero | tr "\\0" x'], signal)).output).toBe(
      'x'.repeat(200_000),
    );

    const { configured, available } = vm.guestMemory!();
    expect(configured).toBe(128 * 2 ** 20);
    expect(available).toBeGreaterThan(16 * 2 ** 20);
    expect(available).toBeLessThan(configured);
    expect(await vm.configuration()).toMatchObject({
      accelerator: 'tcg',
      'virtual CPUs': '1',
      'memory limit': '128 MiB',
      'CPU limit': '1.5 cores',
      'process limit': '100',
      network: 'user',
    });

    vm.send('the "last" \\line');
    expect(await vm.exited).toEqual({ code: 7, signal: null, reason: 'exit 7' });
    expect(lines.at(-1)).toBe('got the "last" \\line');
    await vm[Symbol.asyncDispose](); // the workload has ended; its machine takes a moment longer
    expect(vm.scopes()).toEqual([]);
  });

  it("has more CPUs and another machine when it is asked to, and a clock as fast as the host's on every one", async () => {
    for (const machine of ['microvm', 'q35']) {
      await using session = await open(machine, {}, { machine, cpus: 2 });
      await using vm = await session.launch(spec({}), signal);
      expect(await vm.configuration()).toMatchObject({ 'virtual CPUs': '2' });
      expect((await vm.exec!(['nproc'], signal)).output).toBe('2\n');
      const first = await readClocks(fixture.context.clock, vm);
      await vm.exec!(['sleep', '3'], signal);
      const second = await readClocks(fixture.context.clock, vm);
      // Each guest time was read somewhere between its two host times.
      expect(second.guest - first.guest).toBeGreaterThan(0.9 * (second.before - first.after));
      expect(second.guest - first.guest).toBeLessThan(1.1 * (second.after - first.before));
    }
  });

  it('is refused when the image does not know its user', async () => {
    await using session = await open('stranger', { user: 'stranger' });
    const launched = session.launch(spec({}), signal);
    await expect(launched).rejects.toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('"stranger", which is not in its /etc/passwd'),
    });
  });

  it('is refused with how to fix it where the host lacks something', async () => {
    expect(
      await fixture.driver.check(
        fixture.driver.technology.options.parse({ accel: 'tcg', kernel: '/nowhere/vmlinuz' }),
        signal,
      ),
    ).toMatchObject({
      usable: false,
      reason: expect.stringContaining('/nowhere/vmlinuz'),
      hint: expect.stringContaining('option'),
    });
    expect(
      await fixture.driver.check(fixture.driver.technology.options.parse({ accel: 'tcg' }), signal),
    ).toMatchObject({
      usable: true,
      label: 'emulated CPU (TCG)',
      versions: { accelerator: 'tcg' },
    });
  });

  it('is swept when its owner is dead and it lives on, and only then', async () => {
    const [dead, living] = [testOwnerId(), testOwnerId()];
    const strays = [dead, living].map((id) =>
      spawn(
        'qemu-system-x86_64',
        ['-name', `${id}-vm-0`, '-machine', 'none', '-nodefaults', '-display', 'none', '-S'],
        { stdio: 'ignore' },
      ),
    );
    const ends = strays.map((stray) => once(stray, 'exit'));
    try {
      await Promise.all(strays.map((stray) => once(stray, 'spawn')));
      const { removed } = await fixture.driver.sweep([], (id) => id !== dead);
      expect(removed).toContainEqual({ kind: 'virtual machine', name: `${dead}-vm-0` });
      expect(await ends[0]).toEqual([null, 'SIGKILL']);
      expect(virtualMachines().map(({ name }) => name)).toContain(`${living}-vm-0`);
    } finally {
      for (const stray of strays) stray.kill('SIGKILL');
      await Promise.all(ends);
    }
  });
});

/** The guest's time since boot and the host's before and after it was asked for. Milliseconds. */
async function readClocks(
  clock: Clock,
  vm: Instance,
): Promise<{ before: number; guest: number; after: number }> {
  const before = clock.now();
  const { output } = await vm.exec!(['cat', '/proc/uptime'], signal);
  return { before, guest: Number(output.split(' ')[0]) * 1_000, after: clock.now() };
}

async function get(stream: NodeJS.ReadWriteStream, path: string): Promise<string> {
  let answer = '';
  stream.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const ended = once(stream, 'close');
  stream.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  await ended;
  return answer;
}
