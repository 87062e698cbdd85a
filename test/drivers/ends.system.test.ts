import { beforeAll, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../src/drivers/docker/driver.ts';
import type { Driver, DriverContext, Instance } from '../../src/drivers/driver.ts';
import { processTechnology } from '../../src/drivers/process/driver.ts';
import { qemuTechnology } from '../../src/drivers/qemu/driver.ts';
import { signalProcess } from '../../src/host/command.ts';
import type { PreparedImage } from '../../src/image/image.ts';
import { useDriver } from '../support/driver-fixture.ts';
import { has, type Requirement } from '../support/requirements.ts';
import { running } from './conformance.ts';

const { signal } = new AbortController();

/** Takes memory until the kernel kills it: the shell's own variable doubles. */
const EAT = 'x=0123456789abcdef; while :; do x=$x$x; done';

interface Subject {
  readonly name: string;
  readonly create: (context: DriverContext) => Driver;
  readonly options: Readonly<Record<string, unknown>>;
  readonly needs: readonly Requirement[];
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'a plain process',
    create: (context) => processTechnology.open(context),
    options: { memory: '16MiB' },
    needs: ['root', 'busybox'],
  },
  {
    name: 'a container',
    create: (context) => dockerTechnology.open(context),
    options: { runtime: 'runc', network: 'none', memory: '16MiB' },
    needs: ['root', 'busybox', 'dockerd', 'runc'],
  },
  {
    name: 'a virtual machine',
    create: (context) => qemuTechnology.open(context),
    options: { memory: '96MiB', accel: 'tcg' },
    needs: ['root', 'busybox', 'qemu', 'mke2fs'],
  },
];

describe.each(SUBJECTS)('the end of $name', ({ create, options, needs }) => {
  const fixture = useDriver(needs, create, { environment: {} });
  let image: PreparedImage;
  beforeAll(async () => {
    if (has(...needs)) image = await fixture.context.hello();
  });

  async function withInstance(script: string, work: (instance: Instance) => Promise<void>): Promise<void> {
    await using session = await fixture.driver.open({
      name: 'ends',
      options: fixture.driver.technology.options.parse(options),
      image: running(image, '/bin/busybox', 'sh', '-c', script),
      signal,
    });
    await using instance = await session.launch(
      {
        index: 0,
        intended: fixture.context.clock.now(),
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} },
      },
      signal,
    );
    await work(instance);
  }

  it('has its exit code and last words', async () => {
    await withInstance(
      'printf READY; read line; echo; echo "cannot go on: no licence" >&2; exit 3',
      async (instance) => {
        instance.send('go');
        expect(await instance.exited).toEqual({ code: 3, signal: null, reason: 'exit 3' });
        expect(await instance.lastWords()).toBe('READY\ncannot go on: no licence');
      },
    );
  }, 90_000);

  it('says when memory ran out', async () => {
    await withInstance(`echo READY; read line; ${EAT}`, async (instance) => {
      instance.send('go');
      expect((await instance.exited).reason).toMatch(/^out of memory \((exit 137, )?SIGKILL\)$/);
    });
  }, 90_000);

  it('says so, too, when memory ran out for a child without which it cannot go on', async () => {
    await withInstance(
      `echo READY; read line; sh -c '${EAT}'; echo "my worker is gone"; exit 5`,
      async (instance) => {
        instance.send('go');
        expect(await instance.exited).toEqual({ code: 5, signal: null, reason: 'out of memory (exit 5)' });
        expect(await instance.lastWords()).toContain('my worker is gone');
      },
    );
  }, 90_000);
});

describe('the end of a virtual machine whose process is killed', () => {
  const fixture = useDriver(
    ['root', 'busybox', 'qemu', 'mke2fs'],
    (context) => qemuTechnology.open(context) as Driver,
    { environment: {} },
  );

  it('is told as that', async () => {
    await using session = await fixture.driver.open({
      name: 'killed',
      options: fixture.driver.technology.options.parse({ memory: '96MiB', accel: 'tcg' }),
      image: await fixture.context.hello(),
      signal,
    });
    await using vm = await session.launch(
      {
        index: 0,
        intended: fixture.context.clock.now(),
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} },
      },
      signal,
    );
    for (const { pids } of vm.scopes()) for (const pid of pids) signalProcess(pid, 'SIGKILL');
    expect(await vm.exited).toEqual({ code: null, signal: 'SIGKILL', reason: 'QEMU was killed by SIGKILL' });
  }, 90_000);
});
