import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listProcesses, mountsBelow, readArguments } from '../../src/host/procfs.ts';

export interface Place {
  readonly directory: string;
  readonly stateRoot: string;
  readonly cache: string;
}

/**
 * Everything on this host that belongs to the owner, in words: looked for in the kernel's own lists, not in
 * the product's.
 */
export function remainsOf(ownerId: string, { directory, stateRoot, cache }: Place): string[] {
  return [
    ...processes(ownerId, directory).map((process) => `process ${process}`),
    ...mountsBelow(directory).map((mount) => `mount ${mount}`),
    ...cgroups(ownerId).map((cgroup) => `cgroup ${cgroup}`),
    ...list(stateRoot).map((name) => `state ${name}`),
    ...list(cache)
      .flatMap((name) => (name === 'kernels' ? [] : list(join(cache, name))))
      .filter((name) => name.includes(ownerId))
      .map((name) => `cache ${name}`),
  ];
}

/**
 * By cgroup, and by arguments that name the owner or a file below the directory. Zombies are gone but for
 * their parent's look.
 */
function processes(ownerId: string, directory: string): string[] {
  return listProcesses()
    .filter(
      ({ pid, state }) =>
        pid !== process.pid &&
        state !== 'Z' &&
        (textOf(`/proc/${pid}/cgroup`).includes(`/isodense/${ownerId}`) ||
          readArguments(pid).some(
            (argument) => argument.includes(ownerId) || argument.includes(`${directory}/`),
          )),
    )
    .map(({ pid, command }) => `${pid} (${command})`);
}

function cgroups(ownerId: string): string[] {
  const root = '/sys/fs/cgroup';
  return [root, ...list(root).map((name) => join(root, name))]
    .map((hierarchy) => join(hierarchy, 'isodense', ownerId))
    .filter((path) => existsSync(path));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // a file, or not there
  }
}
