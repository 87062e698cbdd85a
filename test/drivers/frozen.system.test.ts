import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerTechnology } from '../../src/drivers/docker/driver.ts';
import type { Driver } from '../../src/drivers/driver.ts';
import { qemuTechnology } from '../../src/drivers/qemu/driver.ts';
import { signalProcess } from '../../src/host/command.ts';
import { listProcesses, readArguments } from '../../src/host/procfs.ts';
import { messageOf } from '../../src/model/errors.ts';
import { createTestContext, type TestContext } from '../support/driver-context.ts';
import { HurriedClock } from '../support/hurried-clock.ts';
import { identify, stillRunning } from '../support/processes.ts';
import { needs } from '../support/requirements.ts';

/**
 * From then on, half a minute passes in a second and a half: long enough for everything that is not stopped.
 */
const HURRY = 20;
const { signal } = new AbortController();
const failure = (work: Promise<unknown>): Promise<string> => work.then(() => 'it succeeded', messageOf);

let clock: HurriedClock;
let context: TestContext;
beforeEach(() => {
  clock = new HurriedClock();
  context = createTestContext({ clock, environment: { PATH: process.env['PATH'] } });
});
afterEach(async () => await context[Symbol.asyncDispose]());

const openSession = async (driver: Driver, options: Record<string, unknown>) =>
  await driver.open({
    name: 'frozen',
    options: driver.technology.options.parse(options),
    image: await context.hello(),
    signal,
  });
const spec = (index: number) => ({
  index,
  intended: clock.now(),
  workload: { ready: { kind: 'log', text: 'READY' } as const, timeoutMs: 90_000, env: {} },
});

/** Processes whose arguments say that they are of this test. */
function named(program: string): number[] {
  return listProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const args = readArguments(pid).join(' ');
      return (
        args.includes(program) && (args.includes(context.stateDirectory) || args.includes(context.owner.id))
      );
    });
}

/** Returns when every thread has stopped: until then, one on another CPU may still answer. */
function stop(pid: number): void {
  signalProcess(pid, 'SIGSTOP');
  const threads = `/proc/${pid}/task`;
  while (!readdirSync(threads).every((thread) => isStopped(`${threads}/${thread}/stat`)));
}

function isStopped(file: string): boolean {
  try {
    return /\) T /.test(readFileSync(file, 'utf8'));
  } catch {
    return false; // a thread that has just ended: the next look does not find it
  }
}

describe('when a counterpart is stopped, as by SIGSTOP,', () => {
  it('a relay, an engine and a shim end no wait later than its deadline, and are removed all the same', async (test) => {
    needs(test, 'root', 'busybox', 'dockerd', 'runc');
    await using driver = dockerTechnology.open(context);
    const session = await openSession(driver, { runtime: 'runc', network: 'bridge' });
    const [instance, doomed] = await Promise.all([
      session.launch(spec(0), signal),
      session.launch(spec(1), signal),
    ]);
    await expect(instance.dial!(9, signal)).rejects.toThrow('ECONNREFUSED');
    const everything = identify(
      listProcesses()
        .map(({ pid }) => pid)
        .filter((pid) =>
          [...named('dockerd'), ...instance.scopes().flatMap(({ pids }) => pids)].includes(pid),
        ),
    );

    clock.hurry(HURRY);
    for (const pid of named('relay.js')) stop(pid);
    expect(await failure(instance.dial!(9, signal))).toMatch(
      /^the relay into the engine's network did not connect to .*:9 for 10s$/,
    );

    const shim = doomed.scopes().find(({ role }) => role === 'shim')!.pids[0]!;
    stop(shim);
    await failure(Promise.resolve(doomed[Symbol.asyncDispose]()));

    for (const pid of named('dockerd')) stop(pid);
    expect(await failure(instance.configuration())).toMatch(
      /^the engine at unix:.* did not answer GET \/containers\/[0-9a-f]{12}\/json for (5|30)s$/,
    );
    expect(await failure(session.launch(spec(2), signal))).toMatch(
      /^not ready after 90s: the engine at unix:.* has not created the container/,
    );
    const interruption = new AbortController();
    const launch = failure(session.launch(spec(3), interruption.signal));
    interruption.abort(new Error('interrupted'));
    expect(await launch).toBe('interrupted');

    await session[Symbol.asyncDispose]();
    await driver[Symbol.asyncDispose]();
    expect(stillRunning(everything)).toEqual([]);
  });

  it('a virtual machine ends no wait later than its deadline, and is removed all the same', async (test) => {
    needs(test, 'root', 'busybox', 'qemu', 'mke2fs', 'guest-kernel');
    await using driver = qemuTechnology.open(context);
    await using session = await openSession(driver, { memory: '96MiB', accel: 'tcg' });
    const instance = await session.launch(spec(0), signal);
    const processes = identify(instance.scopes().flatMap(({ pids }) => pids));
    for (const { pid } of processes) stop(pid);

    clock.hurry(HURRY);
    expect(await failure(instance.configuration())).toMatch(/^QEMU did not answer [a-z-]+ for 30s$/);
    const interruption = new AbortController();
    const command = failure(instance.exec!(['/bin/busybox', 'true'], interruption.signal));
    interruption.abort(new Error('enough'));
    expect(await command).toBe('enough');
    await instance[Symbol.asyncDispose]();
    expect(stillRunning(processes)).toEqual([]);
  });
});
