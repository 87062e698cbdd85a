import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DriverSession, Instance, LaunchSpec } from '../../../src/drivers/driver.ts';
import { qemuTechnology } from '../../../src/drivers/qemu/driver.ts';
import { virtualMachines } from '../../../src/drivers/qemu/running.ts';
import type { ImageConfig } from '../../../src/image/image.ts';
import { readProcessMemory } from '../../../src/host/procfs.ts';
import { messageOf } from '../../../src/model/errors.ts';
import type { Workload } from '../../../src/model/scenario.ts';
import { useDriver } from '../../support/driver-fixture.ts';
import type { Requirement } from '../../support/requirements.ts';

const NEEDS: readonly Requirement[] = ['root', 'busybox', 'qemu', 'mke2fs'];
const { signal } = new AbortController();

describe('virtual machines started from a template', () => {
  const fixture = useDriver(
    NEEDS,
    (context) => qemuTechnology.open(context),
    {},
    () => expect(remains()).toEqual([]),
  );

  async function open(
    name: string,
    options: Readonly<Record<string, unknown>> = {},
    config: Partial<ImageConfig> = {},
  ): Promise<DriverSession> {
    const image = await fixture.context.hello();
    return await fixture.driver.open({
      name,
      options: fixture.driver.technology.options.parse({
        accel: 'tcg',
        memory: '96MiB',
        start: 'template',
        ...options,
      }),
      image: { ...image, config: { ...image.config, ...config } },
      signal,
    });
  }

  function spec(index: number, workload: Partial<Workload> = {}): LaunchSpec {
    return {
      index,
      intended: fixture.context.clock.now(),
      workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {}, ...workload },
    };
  }

  async function launchAll(session: DriverSession, count: number): Promise<Instance[]> {
    const instances: Instance[] = [];
    for (let index = 0; index < count; index += 1) instances.push(await session.launch(spec(index), signal));
    return instances;
  }

  /** Of this test's driver: processes, template files, held disks. */
  function remains(): string[] {
    const { owner, stateDirectory, cacheDirectory } = fixture.context;
    const state = join(stateDirectory, 'qemu');
    return [
      ...virtualMachines()
        .filter(({ ownerId }) => ownerId === owner.id)
        .map(({ name }) => name),
      ...(existsSync(state) ? readdirSync(state).filter((name) => name.startsWith('template-')) : []),
      ...readdirSync(join(cacheDirectory, 'disks')).filter((name) => name.includes(owner.id)),
    ];
  }

  async function ask(vm: Instance, ...command: readonly string[]): Promise<string> {
    return (await vm.exec!(command, signal)).output.trim();
  }

  it("are ten of their own: name, kernel, random numbers and clock; each takes less of the host's memory than it has", async () => {
    await using session = await open('ten');
    await session.provideImage(signal);
    const vms = await launchAll(session, 10);
    expect(await Promise.all(vms.map((vm) => ask(vm, 'hostname')))).toEqual(
      vms.map((_, index) => `ten-${index}`),
    );
    for (const file of ['/proc/sys/kernel/random/boot_id', '/proc/sys/kernel/random/uuid']) {
      expect(new Set(await Promise.all(vms.map((vm) => ask(vm, 'cat', file)))).size).toBe(10);
    }
    for (const vm of vms.slice(0, 2)) {
      const before = Date.now() / 1_000;
      const guest = Number(await ask(vm, 'date', '+%s'));
      expect(guest).toBeGreaterThan(before - 2);
      expect(guest).toBeLessThan(Date.now() / 1_000 + 2);
    }
    const memory = vms
      .flatMap((vm) => vm.scopes())
      .flatMap(({ pids }) => pids)
      .map((pid) => readProcessMemory(pid)!);
    expect(memory).toHaveLength(10);
    for (const { pssBytes } of memory) expect(pssBytes).toBeLessThan(96 * 2 ** 20);
  });

  it("have a clock that goes on as fast as the host's", async () => {
    await using session = await open('clock');
    const [vm] = await launchAll(session, 1);
    const uptime = async () => Number((await ask(vm!, 'cat', '/proc/uptime')).split(' ')[0]) * 1_000;
    const first = {
      before: fixture.context.clock.now(),
      guest: await uptime(),
      after: fixture.context.clock.now(),
    };
    await vm!.exec!(['sleep', '2'], signal);
    const second = {
      before: fixture.context.clock.now(),
      guest: await uptime(),
      after: fixture.context.clock.now(),
    };
    expect(second.guest - first.guest).toBeGreaterThan(0.9 * (second.before - first.after));
    expect(second.guest - first.guest).toBeLessThan(1.1 * (second.after - first.before));
  });

  it('serve on networks of their own', async () => {
    await using session = await open(
      'network',
      { network: 'user' },
      { entrypoint: ['/bin/sh', '-c'], command: ['httpd -p 8080 -h /etc; read -r line'] },
    );
    await using vm = await session.launch(
      spec(0, { ready: { kind: 'http', port: 8080, path: '/hostname', intervalMs: 100 } }),
      signal,
    );
    const connection = await vm.dial!(8080, signal);
    connection.write('GET /hostname HTTP/1.0\r\n\r\n');
    expect(String((await once(connection, 'data'))[0])).toContain('200 OK');
    connection.destroy();
  });

  it('say so wherever their numbers are shown, and what they have in common', async () => {
    await using session = await open('told');
    const options = fixture.driver.technology.options.parse({ accel: 'tcg', start: 'template' });
    expect(await fixture.driver.check(options, signal)).toMatchObject({
      usable: true,
      label: 'emulated CPU (TCG), cloned from a template',
    });
    const [vm] = await launchAll(session, 1);
    expect(await vm!.configuration()).toMatchObject({
      start: 'template',
      'memory limit': '96.0 MiB',
      'shared with other instances': expect.stringContaining('until written'),
    });
  });

  it('boot when an experiment gives them other memory than the template has', async () => {
    await using session = await open('larger');
    await session.provideImage(signal);
    await using vm = await session.launch({ ...spec(0), limits: { memoryBytes: 112 * 2 ** 20 } }, signal);
    expect(await vm.configuration()).toMatchObject({ start: 'cold', 'memory limit': '112 MiB' });
  });

  it('keep their disk when another session forgets the image and places it again', async () => {
    await using copies = await open('copies');
    await using other = await open('other', { start: 'cold' });
    await copies.provideImage(signal);
    await other.forgetImage(signal);
    await other.provideImage(signal);
    await using vm = await copies.launch(spec(0), signal);
    expect(vm.marks.imageReady).toBeUndefined();
    expect(await ask(vm, 'sh', '-c', 'cat /bin/busybox | wc -c')).toMatch(/^\d{6,}$/);
  });

  it('leave nothing behind when the taking of the template is given up half-way', async () => {
    await using session = await open('abandoned');
    const caller = new AbortController();
    const outcome = session.provideImage(caller.signal).then(() => 'provided', messageOf);
    await untilRunning(`${fixture.context.owner.id}-abandoned-template`);
    caller.abort(new Error('changed my mind'));
    expect(await outcome).toContain('changed my mind');
    expect(remains()).toEqual([]);
    await using vm = await session.launch(spec(0), signal);
    expect(vm.marks.imageReady).toBeDefined();
  });

  async function untilRunning(name: string): Promise<void> {
    while (!virtualMachines().some((vm) => vm.name === name)) await fixture.context.clock.sleep(5);
  }
});
