import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  cgroupProcesses,
  cgroupVersion,
  childCgroups,
  createCgroup,
  procsFilesOf,
  removeCgroup,
  removeCgroupIfEmpty,
} from '../../src/host/cgroup.ts';
import { readCgroupLimits } from '../../src/host/cgroup-limits.ts';
import { stopCgroup } from '../../src/host/cgroup-stop.ts';
import { monotonicClock } from '../../src/host/clock.ts';
import { exitOf, startProcess } from '../../src/host/command.ts';
import { freezeCgroup, thawCgroup } from '../../src/host/freezer.ts';
import { readCpuSeconds, readProcess } from '../../src/host/procfs.ts';
import { testOwnerId } from '../support/driver-context.ts';
import { needs } from '../support/requirements.ts';

const TOP = `/${testOwnerId()}`;

beforeEach((test) => needs(test, 'root'));
afterEach(() => void removeCgroup(TOP));

/** A shell that runs a script once it is in the cgroup; not before, or what it starts would stay outside. */
async function shellIn(path: string, script: string) {
  const child = startProcess('/bin/sh', ['-c', `read line; ${script}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for (const file of procsFilesOf(path)) writeFileSync(file, String(child.pid));
  child.stdin!.end('go\n');
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  return { pid: child.pid!, exited: exitOf(child) };
}

describe('a cgroup', () => {
  it('is made with its parents, holds processes and names its children', async () => {
    createCgroup(`${TOP}/a/b`);
    const { pid, exited } = await shellIn(`${TOP}/a/b`, 'sleep 100 & echo ready; wait');
    expect(cgroupProcesses(TOP)).toContain(pid);
    expect(childCgroups(`${TOP}/a`)).toEqual(['b']);
    expect(removeCgroup(TOP)).toBe(false);
    expect(await stopCgroup(TOP, monotonicClock, 0)).toEqual([]);
    await exited;
    expect(removeCgroup(TOP)).toBe(true);
    expect(childCgroups('')).not.toContain(TOP.slice(1));
  });

  it('holds the limits that it was made with, and says only what is limited', () => {
    createCgroup(`${TOP}/limited`, { memoryBytes: 32 * 2 ** 20, cpuQuota: 0.5, cpuWeight: 50, pids: 10 });
    createCgroup(`${TOP}/free`);
    expect(readCgroupLimits(`${TOP}/limited`)).toEqual({
      memoryBytes: 32 * 2 ** 20,
      cpuQuota: 0.5,
      cpuWeight: 50,
      pids: 10,
    });
    expect(readCgroupLimits(`${TOP}/free`)).toEqual({});
  });

  // Under version 2 every cgroup has one.
  const kinds = cgroupVersion() === 2 ? ['with'] : ['with', 'without'];
  it.each(kinds)('is frozen and thawed %s a freezer of its own', async (kind) => {
    createCgroup(`${TOP}/busy`);
    const { pid } = await shellIn(`${TOP}/busy`, 'echo ready; while :; do :; done');
    if (kind === 'with' && cgroupVersion() === 1) {
      mkdirSync(`/sys/fs/cgroup/freezer${TOP}/busy`, { recursive: true });
      writeFileSync(`/sys/fs/cgroup/freezer${TOP}/busy/cgroup.procs`, String(pid));
    }
    const used = (): number => readCpuSeconds(pid)!;
    await freezeCgroup(`${TOP}/busy`, monotonicClock);
    await expect.poll(() => readProcess(pid)?.state).not.toBe('R');
    const frozen = used();
    await monotonicClock.sleep(50); // it would use the CPU meanwhile
    expect(used()).toBe(frozen);
    thawCgroup(`${TOP}/busy`);
    await expect.poll(used).toBeGreaterThan(frozen);
    await stopCgroup(TOP, monotonicClock, 0);
  });

  it('is left alone by whoever removes empty ones, as long as it has children', () => {
    createCgroup(`${TOP}/a`);
    removeCgroupIfEmpty(TOP);
    expect(childCgroups(TOP)).toEqual(['a']);
    removeCgroupIfEmpty(`${TOP}/a`);
    removeCgroupIfEmpty(TOP);
    expect(childCgroups('')).not.toContain(TOP.slice(1));
  });

  it('lets its processes end by themselves first, and kills those that do not', async () => {
    createCgroup(`${TOP}/polite`);
    createCgroup(`${TOP}/deaf`);
    const polite = await shellIn(
      `${TOP}/polite`,
      'trap "exit 5" TERM; echo ready; while :; do sleep 0.01; done',
    );
    const deaf = await shellIn(`${TOP}/deaf`, 'trap "" TERM; echo ready; while :; do sleep 0.01; done');
    expect(await stopCgroup(`${TOP}/polite`, monotonicClock, 5_000)).toEqual([]);
    expect(await stopCgroup(`${TOP}/deaf`, monotonicClock, 50)).toEqual([]);
    expect(await polite.exited).toMatchObject({ code: 5 });
    expect(await deaf.exited).toMatchObject({ reason: 'killed by SIGKILL' });
  });
});
