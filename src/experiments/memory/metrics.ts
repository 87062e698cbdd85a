import { catalogue, Samples } from '../metric-catalogue.ts';

const SMAPS = '/proc/PID/smaps_rollup, or the sum of /proc/PID/smaps where the rollup misses a mapping';
const PSS = `Pss of ${SMAPS}`;
const bytes = (title: string, definition: string, source: string) =>
  ({ title, unit: 'bytes', better: 'lower', definition, source }) as const;
const role = (name: string, what: string) =>
  bytes(`attributed to ${name}`, `mean over instances of PSS of ${what}`, PSS);

export const memoryMetrics = {
  'memory.attributed': bytes(
    'attributed memory per instance',
    'mean over instances of PSS summed over every process charged to the instance: workload, shim, sandbox, VMM, helpers',
    PSS,
  ),
  'memory.attributed.workload': role('the workload', "the workload's processes"),
  'memory.attributed.shim': role('the shim', "the engine's keeper of this one container"),
  'memory.attributed.sandbox': role('the sandbox', 'the sandbox, application kernel and workload together'),
  'memory.attributed.helper': role('helpers', 'helper processes such as a file server'),
  'memory.attributed.vmm': role('the virtual machine', 'the virtual machine monitor, guest memory included'),
  'memory.rss': bytes(
    'resident memory per instance (double-counts)',
    'mean over instances of RSS; shown only for how much it double-counts shared pages',
    `Rss of ${SMAPS}`,
  ),
  'memory.charged': bytes(
    'charged memory per instance',
    "mean over instances of the cgroup's usage − inactive file cache",
    'cgroup v1: memory.usage_in_bytes − total_inactive_file; v2: memory.current − inactive_file',
  ),
  'memory.host': bytes(
    'host memory per instance',
    '(MemAvailable with none − MemAvailable with N) ÷ N, after settling',
    'MemAvailable of /proc/meminfo',
  ),
  'memory.marginal': bytes(
    'marginal memory of one more instance',
    'slope of the least-squares line through host memory used over density, densities ≥ 1, one line per round',
    'MemAvailable of /proc/meminfo',
  ),
  'memory.fixed': {
    ...bytes(
      'fixed memory of the technology',
      'intercept of the same line: what the first instance pays for all',
      'MemAvailable of /proc/meminfo',
    ),
    better: 'neither',
  },
  'memory.gap': {
    ...bytes(
      'reconciliation gap per instance',
      'marginal − attributed at the highest density: kernel memory that belongs to no process, or pages counted twice',
      'both of the above',
    ),
    better: 'neither',
  },
  'memory.shared': {
    ...bytes(
      'shared daemons',
      'PSS of daemons that serve all instances, in total, at the highest density',
      PSS,
    ),
    better: 'neither',
  },
  'memory.guestKernel': bytes(
    'kept by the guest kernel',
    "configured memory − what the guest's kernel has available before the workload starts",
    "MemAvailable of the guest's own /proc/meminfo",
  ),
} as const;

export type MemoryMetric = keyof typeof memoryMetrics;
export const memoryCatalogue = catalogue<MemoryMetric>(memoryMetrics);

export type MemorySample =
  | 'memory.available'
  | 'memory.pss'
  | 'memory.rss'
  | 'memory.charged'
  | 'memory.guestKernel'
  | 'memory.shared';

export const memorySamples = new Samples<MemorySample>();
