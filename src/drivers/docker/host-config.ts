import type Dockerode from 'dockerode';
import type { LaunchSpec } from '../driver.ts';
import type { DockerOptions } from './options.ts';

/** The engine counts CPU shares from a default of 1024, the kernel's weights from 100. */
const SHARES_PER_WEIGHT = 1024 / 100;

/**
 * A variant's limits, and what an experiment asks for in their place, in the engine's terms (Docker Engine
 * API, HostConfig).
 */
export function hostConfigOf(
  options: DockerOptions,
  { cpu, limits }: Pick<LaunchSpec, 'cpu' | 'limits'>,
  cgroupParent: string,
): Dockerode.HostConfig {
  const memory = limits?.memoryBytes ?? options.memory;
  const pids = limits?.pids ?? options.pids;
  const quota = cpu?.quota ?? options.cpus;
  const weight = cpu?.weight ?? options.cpuWeight;
  const cpuset = cpu?.cpuset ?? options.cpuset;
  return {
    NetworkMode: options.network,
    CgroupParent: cgroupParent,
    // The attached stream is the only reader of the output: a log file would add disk writes to the
    // measurement.
    LogConfig: { Type: 'none', Config: {} },
    ...(options.runtime === undefined ? {} : { Runtime: options.runtime }),
    ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }),
    ...(quota === undefined ? {} : { NanoCpus: Math.round(quota * 1e9) }),
    ...(weight === undefined ? {} : { CpuShares: Math.max(2, Math.round(weight * SHARES_PER_WEIGHT)) }),
    ...(cpuset === undefined ? {} : { CpusetCpus: cpuset }),
    ...(pids === undefined ? {} : { PidsLimit: pids }),
  };
}
