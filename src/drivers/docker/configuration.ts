import type Dockerode from 'dockerode';
import { formatBytes } from '../../model/units.ts';
import type { Engine } from './engine.ts';
import { describeHardening } from './hardening.ts';

/** What a container really got, read back from the engine. */
export function configurationOf(
  inspected: Dockerode.ContainerInspectInfo,
  engine: Engine,
): Readonly<Record<string, string>> {
  const host = inspected.HostConfig;
  const limit = (value: number | undefined | null, text: (value: number) => string) =>
    value === undefined || value === null || value <= 0 ? 'none' : text(value);
  return {
    engine: `${engine.managed ? 'managed' : engine.endpoint.address} ${engine.version}`,
    runtime: host.Runtime ?? engine.defaultRuntime,
    network: host.NetworkMode ?? 'default',
    'memory limit': limit(host.Memory, formatBytes),
    'CPU limit': limit(host.NanoCpus, (value) => `${value / 1e9} cores`),
    'CPU weight': limit(host.CpuShares, (value) => `${value} shares`),
    'CPUs allowed': host.CpusetCpus || 'all',
    'process limit': limit(host.PidsLimit, String),
    ...describeHardening(inspected),
    'removed by': 'SIGKILL',
    'storage driver': (inspected as { Driver?: string }).Driver ?? 'unknown',
    'health check': 'disabled, since only containers would run it',
    'output log': host.LogConfig?.Type ?? 'engine default',
  };
}
