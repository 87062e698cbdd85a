import { monotonicClock } from '../host/clock.ts';
import { signalProcess } from '../host/command.ts';
import { readBytesIfAny } from '../host/files.ts';
import { continueProcesses, freezeCgroup, stopProcesses, thawCgroup } from '../host/freezer.ts';
import { readHostCpu, readMemoryField } from '../host/procfs.ts';
import { hostWalls } from '../host/walls.ts';
import { LOCAL_NODE, type HostAccess, type Scope, type ScopeCpu } from '../model/host-access.ts';
import { readCgroupCpuSeconds, readThrottledSeconds } from './cgroup-cpu.ts';
import { readChargedMemory } from './cgroup-memory.ts';
import { CgroupWatches } from './cgroup-watch.ts';
import { sumProcessCpuSeconds } from './process-cpu.ts';
import { sumProcessMemory } from './process-memory.ts';

export interface LocalHostOptions {
  /** Where the cgroups are; another place only for tests. */
  readonly cgroupRoot?: string;
}

/** The machine that isodense runs on: procfs and cgroupfs, read directly, each at the moment it is asked. */
export function createLocalHost({ cgroupRoot }: LocalHostOptions = {}): HostAccess {
  let totalBytes: number | undefined;
  const cpuOf = ({ cgroup, pids }: Scope): ScopeCpu =>
    cgroup === null
      ? { usedSeconds: sumProcessCpuSeconds(pids), throttledSeconds: undefined }
      : {
          usedSeconds: readCgroupCpuSeconds(cgroup, readBytesIfAny, cgroupRoot),
          throttledSeconds: readThrottledSeconds(cgroup, readBytesIfAny, cgroupRoot),
        };
  return {
    node: LOCAL_NODE,
    memory: async () => ({
      availableBytes: readMemoryField('MemAvailable'),
      totalBytes: (totalBytes ??= readMemoryField('MemTotal')),
    }),
    busySeconds: async () => readHostCpu().busy,
    memoryOf: async (scopes) =>
      scopes.map(({ cgroup, pids }) => ({
        ...sumProcessMemory(pids),
        chargedBytes: cgroup === null ? undefined : readChargedMemory(cgroup, readBytesIfAny, cgroupRoot),
      })),
    cpuOf: async (scopes) => scopes.map(cpuOf),
    openReader: () => new CgroupWatches(cgroupRoot),
    limits: async () => hostWalls(),
    kill: async (scopes) => {
      for (const { pids } of scopes) for (const pid of pids) signalProcess(pid, 'SIGKILL');
    },
    freeze: async (scopes) => {
      await Promise.all(
        scopes.map(async ({ cgroup, pids }) => {
          if (cgroup === null) stopProcesses(pids);
          else await freezeCgroup(cgroup, monotonicClock);
        }),
      );
    },
    thaw: async (scopes) => {
      for (const { cgroup, pids } of scopes) {
        if (cgroup === null) continueProcesses(pids);
        else thawCgroup(cgroup);
      }
    },
  };
}
