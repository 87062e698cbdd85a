import type { Probes } from '../experiments/experiment.ts';
import { readBytesIfAny } from '../host/files.ts';
import { readMemoryField } from '../host/procfs.ts';
import { readCgroupCpuSeconds, readThrottledSeconds } from './cgroup-cpu.ts';
import { readChargedMemory } from './cgroup-memory.ts';
import { sumProcessCpuSeconds } from './process-cpu.ts';
import { sumProcessMemory } from './process-memory.ts';

export interface HostProbesOptions {
  /** Where the cgroups are; another place only for tests. */
  readonly cgroupRoot?: string;
}

/** The probes of a real host: procfs and cgroupfs, read directly, each at the moment it is asked. */
export function createHostProbes({ cgroupRoot }: HostProbesOptions = {}): Probes {
  return {
    processMemory: ({ pids }) => sumProcessMemory(pids),
    chargedMemory: ({ cgroup }) =>
      cgroup === null ? undefined : readChargedMemory(cgroup, readBytesIfAny, cgroupRoot),
    cpuSeconds: ({ cgroup, pids }) =>
      cgroup === null ? sumProcessCpuSeconds(pids) : readCgroupCpuSeconds(cgroup, readBytesIfAny, cgroupRoot),
    throttledSeconds: ({ cgroup }) =>
      cgroup === null ? undefined : readThrottledSeconds(cgroup, readBytesIfAny, cgroupRoot),
    hostMemoryAvailable: () => readMemoryField('MemAvailable'),
  };
}
