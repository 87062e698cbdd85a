import { beforeAll, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../../src/drivers/docker/driver.ts';
import { dockerOptions } from '../../../src/drivers/docker/options.ts';
import type { Instance } from '../../../src/drivers/driver.ts';
import type { PreparedImage } from '../../../src/image/image.ts';
import { useDriver } from '../../support/driver-fixture.ts';
import { has } from '../../support/requirements.ts';

const NEEDS = ['root', 'busybox', 'dockerd', 'runc'] as const;
const { signal } = new AbortController();

describe('the hardening of a container as its own kernel files show it', () => {
  const fixture = useDriver(NEEDS, (context) => dockerTechnology.open(context), { environment: {} });
  let image: PreparedImage;
  beforeAll(async () => {
    if (has(...NEEDS)) image = await fixture.context.hello();
  });

  /** What it prints, and how the engine describes it. */
  async function inside(
    name: string,
    options: Record<string, unknown>,
    script: string,
  ): Promise<{ readonly said: string; readonly configuration: Readonly<Record<string, string>> }> {
    await using session = await fixture.driver.open({
      name,
      options: dockerOptions.parse({ runtime: 'runc', network: 'none', ...options }),
      image,
      signal,
    });
    const workload = { ready: { kind: 'log', text: 'READY' }, timeoutMs: 30_000, env: {} } as const;
    await using instance: Instance = await session.launch(
      { index: 0, intended: fixture.context.clock.now(), workload },
      signal,
    );
    const { output } = await instance.exec!(['/bin/sh', '-c', script], signal);
    return { said: output, configuration: await instance.configuration() };
  }

  const STATUS =
    "grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status; id -u; touch /x 2>&1 && echo written";

  it("is the engine's default where nothing is asked for", async () => {
    const { said, configuration } = await inside('default', {}, STATUS);
    expect(said).toMatch(/CapEff:\t0*[1-9a-f]\w*\nNoNewPrivs:\t0\nSeccomp:\t2\n0\nwritten\n/);
    expect(configuration).toMatchObject({
      'root filesystem': 'writable',
      'no new privileges': 'no',
      'system call filter': 'engine default',
      user: 'root',
    });
  });

  it('takes away the capabilities, the root user, new privileges and the writable root', async () => {
    const { said, configuration } = await inside(
      'hardened',
      { readOnly: true, capDrop: 'ALL', noNewPrivileges: true, user: '65534:65534' },
      STATUS,
    );
    expect(said).toMatch(/CapEff:\t0{16}\nNoNewPrivs:\t1\nSeccomp:\t2\n65534\n[^]*Read-only file system/);
    expect(configuration).toMatchObject({
      'root filesystem': 'read-only',
      'capabilities dropped': 'ALL',
      'no new privileges': 'yes',
      user: '65534:65534',
    });
  });

  it('lets through what it is told to let through', async () => {
    const { said, configuration } = await inside(
      'open',
      { capAdd: ['SYS_TIME'], seccomp: 'unconfined', systemPaths: 'unconfined', devices: ['/dev/kmsg'] },
      `${STATUS}; [ -w /proc/sys/vm/swappiness ] && echo settable; ls /dev/kmsg`,
    );
    expect(said).toMatch(/Seccomp:\t0\n0\nwritten\nsettable\n\/dev\/kmsg\n/);
    expect(configuration).toMatchObject({
      'capabilities added': 'SYS_TIME',
      'system call filter': 'none',
      'system paths': 'uncovered',
      devices: '/dev/kmsg',
    });
  });
});
