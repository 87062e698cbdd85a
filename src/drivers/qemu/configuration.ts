import type { CgroupLimits } from '../../host/cgroup.ts';
import { formatBytes } from '../../model/units.ts';
import type { QmpClient } from './qmp.ts';

interface Known {
  readonly network: string;
  readonly fromTemplate: boolean;
  readonly limits: CgroupLimits;
}

/** What a VM really has, asked of QEMU itself and of its cgroup. */
export async function describeConfiguration(
  qmp: QmpClient,
  { network, fromTemplate, limits }: Known,
): Promise<Record<string, string>> {
  const [kvm, cpus, memory, machine] = await Promise.all([
    qmp.execute('query-kvm'),
    qmp.execute('query-cpus-fast'),
    qmp.execute('query-memory-size-summary'),
    qmp.execute('qom-get', { path: '/machine', property: 'type' }),
  ]);
  return {
    machine: String(machine).replace(/-machine$/, ''),
    accelerator: field(kvm, 'enabled') === true ? 'kvm' : 'tcg',
    'virtual CPUs': String(Array.isArray(cpus) ? cpus.length : 0),
    'memory limit': formatBytes(Number(field(memory, 'base-memory'))),
    'CPU limit': limits.cpuQuota === undefined ? 'none' : `${limits.cpuQuota} cores`,
    'CPU weight':
      limits.cpuWeight === undefined ? 'none' : `${Math.round((limits.cpuWeight * 1024) / 100)} shares`,
    'CPUs allowed': limits.cpuset ?? 'all',
    'process limit': limits.pids === undefined ? 'none' : String(limits.pids),
    network,
    'removed by': 'power off',
    'standard input': 'serial port',
    start: fromTemplate ? 'template' : 'cold',
    // Hostname, random keys, boot id, clock and everything written since are each copy's own.
    'shared with other instances': fromTemplate
      ? 'disk (read-only); memory of the template until written; kernel address layout'
      : 'disk (read-only)',
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
