import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { processTechnology } from '../../../src/drivers/process/driver.ts';
import type { Driver, DriverSession, Instance } from '../../../src/drivers/driver.ts';
import { hostName } from '../../../src/host/platform.ts';
import { childCgroups } from '../../../src/host/cgroup.ts';
import type { ImageConfig } from '../../../src/image/image.ts';
import { createTestContext, type TestContext } from '../../support/driver-context.ts';
import { needs } from '../../support/requirements.ts';

const { signal } = new AbortController();

beforeEach((test) => needs(test, 'root', 'busybox'));

/** A session of the builtin image with a changed configuration and a shell script for an entrypoint. */
async function open(
  driver: Driver,
  context: TestContext,
  script: string,
  config: Partial<ImageConfig> = {},
  options: object = {},
): Promise<DriverSession> {
  const image = await context.hello();
  const entrypoint = ['/bin/busybox', 'sh', '-c', `${script}; echo READY; read line`];
  return await driver.open({
    name: 'test',
    options: driver.technology.options.parse(options),
    image: { ...image, config: { ...image.config, entrypoint, command: [], ...config } },
    signal,
  });
}

async function linesOf(session: DriverSession, context: TestContext): Promise<string[]> {
  await using instance: Instance = await session.launch(
    {
      index: 0,
      workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 10_000, env: {} },
      intended: context.clock.now(),
    },
    signal,
  );
  const lines: string[] = [];
  instance.onLine(({ text }) => lines.push(text))();
  return lines;
}

describe('plain processes', () => {
  it("run as the image says: user, working directory and environment, nothing of the host's", async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    await using session = await open(
      driver,
      context,
      'id -u; id -g; pwd; tr "\\0" "\\n" </proc/self/environ',
      { user: 'nobody', workingDirectory: '/var/lib/app', env: ['PATH=/bin', 'GREETING=hello'] },
    );
    const lines = await linesOf(session, context);
    expect(lines.slice(0, 3)).toEqual(['65534', '65534', '/var/lib/app']);
    // the shell of the test adds these
    const own = lines.slice(3, -1).filter((line) => !/^(SHLVL|PWD|OLDPWD)=/.test(line));
    expect(own.sort()).toEqual(['GREETING=hello', 'HOME=/', `HOSTNAME=${hostName()}`, 'PATH=/bin']);
  });

  it('can open their output again as /dev/stdout, as the logs of many images do', async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    await using session = await open(
      driver,
      context,
      'echo to stdout >/dev/stdout; echo to stderr >/dev/stderr',
      { user: 'nobody' },
    );
    expect(await linesOf(session, context)).toEqual(['to stdout', 'to stderr', 'READY']);
  });

  it('write to a root filesystem of their session, and the cached image stays as it was', async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    await using session = await open(
      driver,
      context,
      'cat /written 2>/dev/null; echo from another instance >/written',
    );
    expect(await linesOf(session, context)).toEqual(['READY']);
    expect(await linesOf(session, context)).toEqual(['from another instance', 'READY']);
    const roots = join(context.cacheDirectory, 'rootfs');
    for (const root of readdirSync(roots)) expect(existsSync(join(roots, root, 'written'))).toBe(false);
  });

  it('may make a tree that is deeper than the longest path, and nothing of it remains', async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    const name = 'd'.repeat(100);
    const session = await open(
      driver,
      context,
      `mkdir /deep; cd /deep; i=0; while [ $i -lt 60 ]; do mkdir ${name}; cd -P ${name}; i=$((i+1)); done; echo bottom >bottom; cat bottom`,
    );
    expect(await linesOf(session, context)).toEqual(['bottom', 'READY']);
    await session[Symbol.asyncDispose]();
    expect(readdirSync(join(context.stateDirectory, 'process'))).toEqual([]);
  });

  it("have devices of their own that cannot hurt the host's", async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    await using session = await open(
      driver,
      context,
      'echo gone >/dev/null; head -c 3 /dev/zero | wc -c; rm -rf /dev 2>/dev/null; [ ! -e /dev/null ] && echo none left',
    );
    expect(await linesOf(session, context)).toEqual(['3', 'none left', 'READY']);
    expect(existsSync('/dev/null')).toBe(true);
  });

  it('are held to the limits of the variant, as the kernel then reports them', async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    await using session = await open(
      driver,
      context,
      ':',
      {},
      { memory: '32MiB', cpuQuota: 0.5, cpuset: '0', pids: 20 },
    );
    await using instance = await session.launch(
      {
        index: 0,
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 10_000, env: {} },
        intended: 0,
        cpu: { weight: 50 },
      },
      signal,
    );
    expect(await instance.configuration()).toMatchObject({
      'memory limit': '32.0 MiB',
      'CPU limit': '0.5 cores',
      'CPU weight': '512 shares',
      'CPUs allowed': '0',
      'process limit': '20',
    });
  });

  it('are killed when they do not listen to a farewell', async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    await using session = await open(driver, context, 'trap "" TERM');
    const instance = await session.launch(
      {
        index: 0,
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 10_000, env: {} },
        intended: 0,
      },
      signal,
    );
    const cgroup = instance.scopes()[0]!.cgroup!;
    await instance[Symbol.asyncDispose]();
    expect(await instance.exited).toMatchObject({ reason: 'killed by SIGKILL' });
    expect(childCgroups(dirname(cgroup))).toEqual([]);
  });

  it('say which limits this host does not take, and leave no trial behind', async () => {
    await using context = createTestContext();
    await using driver = processTechnology.open(context) as Driver;
    const answer = await driver.check(driver.technology.options.parse({ cpuset: '4000' }), signal);
    expect(answer).toMatchObject({ usable: false, reason: expect.stringContaining('cgroup') });
    expect(childCgroups('/isodense')).not.toContain(context.owner.id);
  });
});
