import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DEADLINES } from '../model/deadlines.ts';
import { IsodenseError } from '../model/errors.ts';
import { cgroupProcesses, cgroupVersion } from './cgroup.ts';
import type { Clock } from './clock.ts';
import { signalProcess } from './command.ts';

const ROOT = '/sys/fs/cgroup';
const LOOK_EVERY_MS = 1;

/**
 * Stops everything in a cgroup at one moment. Where the cgroup has no freezer, as under version 1 those that
 * isodense makes, its processes are stopped one by one.
 */
export async function freezeCgroup(path: string, clock: Clock): Promise<void> {
  const freezer = freezerOf(path);
  if (freezer === undefined) return stopProcesses(cgroupProcesses(path));
  writeFileSync(freezer.file, freezer.freeze);
  const deadline = clock.now() + DEADLINES.kill;
  while (!freezer.isFrozen()) {
    if (clock.now() > deadline)
      throw new IsodenseError('unavailable', `the cgroup ${path} did not freeze`, {
        hint: 'a process of it waits inside the kernel, on a disk or a mount that does not answer',
      });
    await clock.sleep(LOOK_EVERY_MS);
  }
}

export function thawCgroup(path: string): void {
  const freezer = freezerOf(path);
  if (freezer === undefined) continueProcesses(cgroupProcesses(path));
  else writeFileSync(freezer.file, freezer.thaw);
}

export function stopProcesses(pids: readonly number[]): void {
  for (const pid of pids) signalProcess(pid, 'SIGSTOP');
}

export function continueProcesses(pids: readonly number[]): void {
  for (const pid of pids) signalProcess(pid, 'SIGCONT');
}

interface Freezer {
  readonly file: string;
  readonly freeze: string;
  readonly thaw: string;
  isFrozen(): boolean;
}

/** The files of cgroups(7), version 1, and of the kernel's admin-guide/cgroup-v2. */
function freezerOf(path: string): Freezer | undefined {
  if (cgroupVersion() === 2) {
    const directory = ROOT + path;
    return {
      file: `${directory}/cgroup.freeze`,
      freeze: '1',
      thaw: '0',
      isFrozen: () => /^frozen 1$/m.test(readFileSync(`${directory}/cgroup.events`, 'latin1')),
    };
  }
  const file = `${ROOT}/freezer${path}/freezer.state`;
  if (!existsSync(file)) return undefined;
  return {
    file,
    freeze: 'FROZEN',
    thaw: 'THAWED',
    isFrozen: () => readFileSync(file, 'latin1').trim() === 'FROZEN',
  };
}
