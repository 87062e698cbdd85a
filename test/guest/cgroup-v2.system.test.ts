import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qemuTechnology } from '../../src/drivers/qemu/driver.ts';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { Summary } from '../../src/model/summary.ts';
import { createTestContext, type TestContext } from '../support/driver-context.ts';
import { makeGuestTree } from '../support/guest/guest-tree.ts';
import { needs } from '../support/requirements.ts';

/** One limit for the whole look, in an emulated machine on a busy host. Milliseconds. */
const PATIENCE = 600_000;
const HERE = fileURLToPath(new URL('.', import.meta.url));

const SCENARIO = `name: in-the-guest
image: { builtin: hello }
workload: { ready: { log: READY }, timeout: 60s }
variants:
  limited: { driver: process, memory: 64MiB, pids: 32, cpuQuota: 0.5 }
experiments:
  startup: { densities: [2], concurrency: [1], rounds: 2 }
  memory:  { densities: [1, 2], rounds: 2 }
`;

/** Most users have control groups of version 2; a host of version 1 sees them in a virtual machine. */
describe('a host with control groups of version 2', () => {
  let context: TestContext;
  beforeAll(() => {
    context = createTestContext();
  });
  afterAll(() => context[Symbol.asyncDispose]());

  it(
    'is read as its known loads are, and runs plain processes under their limits',
    { timeout: PATIENCE },
    async (test) => {
      needs(test, 'root', 'busybox', 'qemu', 'mke2fs', 'guest-kernel');
      const lines = await inGuest(context);
      const text = (prefix: string) =>
        lines.find((line) => line.startsWith(`${prefix} `))?.slice(prefix.length + 1);
      const json = (prefix: string) =>
        JSON.parse(
          Buffer.from(
            lines
              .filter((line) => line.startsWith(`${prefix} `))
              .map((line) => line.slice(prefix.length + 1))
              .join(''),
            'base64',
          ).toString(),
        ) as unknown;
      const findings = new Map(
        lines
          .filter((line) => line.startsWith('FINDING '))
          .map((line) => JSON.parse(line.slice(8)) as { name: string; value: unknown })
          .map(({ name, value }) => [name, value]),
      );
      expect(text('CHECKS'), lines.join('\n')).toBe('0');

      expect(
        Object.fromEntries(
          ['version', 'memory.max', 'pids.max', 'cpu.weight', 'members', 'removed'].map((name) => [
            name,
            findings.get(name),
          ]),
        ),
      ).toEqual({
        version: 2,
        'memory.max': String(512 * 2 ** 20),
        'pids.max': '64',
        'cpu.weight': '50',
        members: true,
        removed: true,
      });
      // 64 MiB were touched: charged and proportional memory rise by them and by little else.
      const touched = findings.get('touch 64 MiB') as Record<'charged' | 'pss', number>;
      for (const name of ['charged', 'pss'] as const) {
        expect(touched[name], name).toBeGreaterThan(63);
        expect(touched[name], name).toBeLessThan(72);
      }
      // 32 MiB of a file were read: the kernel charges them, and what the probe gives does not have them.
      const read = findings.get('read 32 MiB of file') as Record<'charged' | 'all', number>;
      expect(read.all).toBeGreaterThan(30);
      expect(read.charged).toBeLessThan(8);
      // One thread that never rests takes a core, and half of one under a quota of half.
      const free = findings.get('burn') as Record<'cores' | 'throttled', number>;
      const held = findings.get('burn under half a CPU') as Record<'cores' | 'throttled', number>;
      expect(free.cores).toBeGreaterThan(0.7);
      expect(held.cores / free.cores).toBeGreaterThan(0.35);
      expect(held.cores / free.cores).toBeLessThan(0.65);
      expect(free.throttled).toBe(0);
      expect(held.throttled).toBeGreaterThan(0.1);
      // A thread changed mappings during 60 readings: the rollup of Linux 6.1 misses up to 75 MiB of them
      // (src/host/smaps.ts), the probe nothing. In MiB beside VmRSS, which there lags behind by up to 64
      // pages for each of Node's dozen threads.
      const remapped = findings.get('probe of a process that maps') as Record<'short' | 'over', number>;
      expect(remapped.short).toBeLessThan(2);
      expect(remapped.over).toBeLessThan(4);

      expect(text('RUN'), lines.join('\n')).toBe('0');
      expect((json('MANIFEST') as RunManifest).testbed.cgroupVersion).toBe(2);
      const { series, variants } = json('SUMMARY') as Summary;
      expect(variants[0]).toMatchObject({
        status: { state: 'measured' },
        configuration: { 'memory limit': '64.0 MiB', 'CPU limit': '0.5 cores' },
      });
      expect(series.find(({ metric }) => metric === 'startup.ready.p50')).toMatchObject({
        rounds: 2,
        failures: 0,
      });
      const charged = series.filter(({ metric }) => metric === 'memory.charged');
      expect(charged.length).toBeGreaterThan(0);
      expect(charged.every(({ median }) => median > 0)).toBe(true);
      expect(text('LEFT')?.trim()).toBe('0');
    },
  );
});

/** Boots the guest, waits for its last line and gives all that it said. */
async function inGuest(context: TestContext): Promise<readonly string[]> {
  const hello = await context.hello();
  await using driver = qemuTechnology.open({
    ...context,
    images: {
      flatten: async (_, directory) => {
        makeGuestTree(directory);
        const place = join(directory, 'isodense/guest');
        mkdirSync(place);
        for (const file of ['checks.mjs', 'load.mjs', 'run.sh'])
          copyFileSync(join(HERE, file), join(place, file));
        writeFileSync(join(place, 'scenario.yaml'), SCENARIO);
        writeFileSync(join(place, 'blob'), randomBytes(32 * 2 ** 20));
      },
    },
  });
  const { signal } = new AbortController();
  const image = {
    ...hello,
    description: 'a host in a guest',
    digest: `sha256:${randomBytes(32).toString('hex')}`,
    config: {
      ...hello.config,
      entrypoint: ['/bin/sh', '/isodense/guest/run.sh'],
      command: [],
      user: '',
      workingDirectory: '/',
      env: ['PATH=/bin'],
    },
  };
  await using session = await driver.open({
    name: 'guest',
    options: driver.technology.options.parse({ accel: 'tcg', memory: '1GiB', cpus: 2 }),
    image,
    signal,
  });
  try {
    const vm = await session.launch(
      {
        index: 0,
        intended: context.clock.now(),
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, env: {} },
      },
      signal,
    );
    const lines: string[] = [];
    vm.onLine(({ text }) => lines.push(text));
    await vm.exited;
    return lines;
  } finally {
    await session.forgetImage(signal);
  }
}
