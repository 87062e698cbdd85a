import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';

/**
 * Control groups, version 1 and 2, by their path below the controllers' roots (`/isodense/x`). Version 1
 * has one hierarchy per controller; version 2 one for all. A hybrid host counts as version 1, since that is
 * where its memory and CPU controllers are.
 */
const ROOT = '/sys/fs/cgroup';
const V1_CONTROLLERS = ['memory', 'cpu', 'cpuacct', 'cpuset', 'pids'] as const;

export type CgroupVersion = 1 | 2;

export function cgroupVersion(root = ROOT): CgroupVersion {
  return existsSync(`${root}/cgroup.controllers`) ? 2 : 1;
}

/** Every directory that belongs to the cgroup. */
function directoriesOf(path: string): string[] {
  return cgroupVersion() === 2
    ? [ROOT + path]
    : V1_CONTROLLERS.map((controller) => `${ROOT}/${controller}${path}`);
}

/**
 * The file of a cgroup: `file('/isodense/x', 'memory', 'memory.stat')`. The controller matters on version 1
 * only.
 */
export function cgroupFile(
  path: string,
  controller: (typeof V1_CONTROLLERS)[number],
  name: string,
  root = ROOT,
): string {
  return cgroupVersion(root) === 2 ? `${root}${path}/${name}` : `${root}/${controller}${path}/${name}`;
}

export interface CgroupLimits {
  readonly memoryBytes?: number;
  /** In cores. */
  readonly cpuQuota?: number;
  /** Kernel scale, default 100. */
  readonly cpuWeight?: number;
  /** CPU list such as `0-1`. */
  readonly cpuset?: string;
  readonly pids?: number;
}

const PERIOD_MICROSECONDS = 100_000;

/**
 * Other isodense processes remove `/isodense` when they leave it empty, possibly between two of our steps.
 */
const CREATE_ATTEMPTS = 5;

/**
 * Creates a cgroup (and its parents) with limits. Needs root. Throws the kernel's error if it refuses.
 */
export function createCgroup(path: string, limits: CgroupLimits = {}): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      makeDirectories(path);
      break;
    } catch (error) {
      if (attempt === CREATE_ATTEMPTS || !isCode(error, 'ENOENT')) throw error;
    }
  }
  applyLimits(path, limits);
}

/** The parents usually exist: they are created only when the kernel reports that they do not. */
function makeDirectories(path: string): void {
  const parent = path.slice(0, path.lastIndexOf('/'));
  try {
    makeIn(parent, path);
  } catch (error) {
    if (parent === '' || !isCode(error, 'ENOENT')) throw error;
    makeDirectories(parent);
    makeIn(parent, path);
  }
}

function makeIn(parent: string, path: string): void {
  const version = cgroupVersion();
  if (version === 2) writeFileSync(`${ROOT}${parent}/cgroup.subtree_control`, '+memory +cpu +cpuset +pids');
  for (const directory of directoriesOf(path)) makeDirectory(directory);
  if (version === 1) inheritCpuset(parent, path);
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

/** A version 1 cpuset starts empty, and an empty cpuset accepts no process. */
function inheritCpuset(parent: string, path: string): void {
  for (const name of ['cpuset.cpus', 'cpuset.mems']) {
    const file = cgroupFile(path, 'cpuset', name);
    if (readFileSync(file, 'latin1').trim() !== '') continue;
    const inherited = readFileSync(cgroupFile(parent, 'cpuset', name), 'latin1').trim();
    // The parent was removed and created again by a process that has not filled it yet.
    if (inherited === '') throw Object.assign(new Error(`${parent} has no ${name} yet`), { code: 'ENOENT' });
    writeFileSync(file, inherited);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function applyLimits(path: string, limits: CgroupLimits): void {
  const v2 = cgroupVersion() === 2;
  if (limits.memoryBytes !== undefined) {
    writeFileSync(
      cgroupFile(path, 'memory', v2 ? 'memory.max' : 'memory.limit_in_bytes'),
      String(limits.memoryBytes),
    );
  }
  if (limits.cpuQuota !== undefined) {
    const quota = Math.round(limits.cpuQuota * PERIOD_MICROSECONDS);
    if (v2) writeFileSync(cgroupFile(path, 'cpu', 'cpu.max'), `${quota} ${PERIOD_MICROSECONDS}`);
    else {
      writeFileSync(cgroupFile(path, 'cpu', 'cpu.cfs_period_us'), String(PERIOD_MICROSECONDS));
      writeFileSync(cgroupFile(path, 'cpu', 'cpu.cfs_quota_us'), String(quota));
    }
  }
  if (limits.cpuWeight !== undefined) {
    // The default is 1024 shares in version 1, and a weight of 100 in version 2.
    if (v2) writeFileSync(cgroupFile(path, 'cpu', 'cpu.weight'), String(limits.cpuWeight));
    else
      writeFileSync(
        cgroupFile(path, 'cpu', 'cpu.shares'),
        String(Math.round((limits.cpuWeight * 1024) / 100)),
      );
  }
  if (limits.cpuset !== undefined) writeFileSync(cgroupFile(path, 'cpuset', 'cpuset.cpus'), limits.cpuset);
  if (limits.pids !== undefined) writeFileSync(cgroupFile(path, 'pids', 'pids.max'), String(limits.pids));
}

/**
 * Writing to these files moves a process into the cgroup, for a launcher that moves itself before it
 * executes.
 */
export function procsFilesOf(path: string): string[] {
  return directoriesOf(path).map((directory) => `${directory}/cgroup.procs`);
}

/**
 * Writing to this file makes a process a member of the cgroup by name only: on version 1, in the hierarchy
 * of the pids controller alone, so that its memory and CPU time are charged and scheduled as if it were not
 * in the cgroup.
 */
export function membershipFile(path: string): string {
  return cgroupFile(path, 'pids', 'cgroup.procs');
}

/** PIDs in the cgroup and below it. Empty if the cgroup does not exist. */
export function cgroupProcesses(path: string): number[] {
  return [...new Set(processesBelow(cgroupVersion() === 2 ? ROOT + path : `${ROOT}/memory${path}`))];
}

/** The same, including members by name only. */
export function cgroupMembers(path: string): number[] {
  return cgroupVersion() === 2
    ? cgroupProcesses(path)
    : [...new Set([...cgroupProcesses(path), ...processesBelow(`${ROOT}/pids${path}`)])];
}

function processesBelow(top: string): number[] {
  const pids: number[] = [];
  const visit = (directory: string): void => {
    let entries;
    try {
      pids.push(
        ...readFileSync(`${directory}/cgroup.procs`, 'latin1').split('\n').filter(Boolean).map(Number),
      );
      entries = readdirSync(directory, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) if (entry.isDirectory()) visit(`${directory}/${entry.name}`);
  };
  visit(top);
  return pids;
}

/**
 * Removes the cgroup and everything below it, on every hierarchy of the host. True if nothing is left of
 * it.
 */
export function removeCgroup(path: string): boolean {
  const everywhere =
    cgroupVersion() === 2
      ? [ROOT + path]
      : readdirSync(ROOT).map((hierarchy) => `${ROOT}/${hierarchy}${path}`);
  for (const directory of everywhere) removeTree(directory);
  return everywhere.every((directory) => !existsSync(directory));
}

/**
 * Removes a cgroup that has neither processes nor children, on every hierarchy; leaves any other one alone.
 */
export function removeCgroupIfEmpty(path: string): void {
  const everywhere =
    cgroupVersion() === 2
      ? [ROOT + path]
      : readdirSync(ROOT).map((hierarchy) => `${ROOT}/${hierarchy}${path}`);
  for (const directory of everywhere) {
    try {
      rmdirSync(directory);
    } catch {
      // In use (EBUSY, ENOTEMPTY) or gone (ENOENT): either way there is nothing to do.
    }
  }
}

function removeTree(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(`${directory}/${entry.name}`);
  }
  try {
    rmdirSync(directory);
  } catch {
    // Busy: a process is still in it. The caller gets `false` and reports it.
  }
}

/** Names of the cgroups directly below a path. */
export function childCgroups(path: string): string[] {
  const top = cgroupVersion() === 2 ? ROOT + path : `${ROOT}/memory${path}`;
  try {
    return readdirSync(top, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
