import type { MetricDefinition } from '../../src/model/metric.ts';
import type { Unit } from '../../src/model/units.ts';

type Row = readonly [name: string, title: string, unit: Unit, better: MetricDefinition['better'], definition: string, source: string];

const CLOCK = 'the host’s monotonic clock';
const ROWS: readonly Row[] = [
  ['startup.ready.p50', 'Time to ready, p50', 'ms', 'lower', 'Median over the instances of a round of ready − requested.', CLOCK],
  ['startup.ready.p95', 'Time to ready, p95', 'ms', 'lower', '95th percentile over the instances of a round of ready − requested.', CLOCK],
  ['startup.latency.p50', 'Latency from the intended time, p50', 'ms', 'lower', 'Median of ready − intended: waiting for a free launch slot is included.', CLOCK],
  ['startup.create.p50', 'Create, p50', 'ms', 'lower', 'Median of created − requested.', CLOCK],
  ['startup.start.p50', 'Start, p50', 'ms', 'lower', 'Median of started − created.', CLOCK],
  ['startup.firstOutput.p50', 'First output, p50', 'ms', 'lower', 'Median of firstOutput − created.', CLOCK],
  ['startup.workload.p50', 'Workload, p50', 'ms', 'lower', 'Median of ready − firstOutput.', CLOCK],
  ['startup.image.p50', 'Image put in place, p50', 'ms', 'lower', 'Median of imageReady − requested, where the launch had to put the image there.', CLOCK],
  ['startup.makespan', 'Makespan', 'ms', 'lower', 'From the first request to the last ready of a round.', CLOCK],
  ['startup.rate', 'Instances started a second', 'per second', 'higher', 'Instances ready ÷ makespan.', CLOCK],
  ['startup.teardown.p50', 'Removal, p50', 'ms', 'lower', 'Median of removed − stopping.', CLOCK],
  ['memory.attributed', 'Attributed memory per instance', 'bytes', 'lower', 'PSS summed over all scopes of an instance, mean over instances.', '/proc/PID/smaps_rollup'],
  ['memory.rss', 'RSS per instance', 'bytes', 'lower', 'RSS summed over all scopes of an instance; shared pages counted once per process.', '/proc/PID/smaps_rollup'],
  ['memory.charged', 'Charged memory per instance', 'bytes', 'lower', 'usage − inactive_file of the instance’s cgroup.', 'memory.usage_in_bytes, memory.stat'],
  ['memory.host', 'Host memory per instance', 'bytes', 'lower', '(MemAvailable before − after) ÷ instances.', '/proc/meminfo'],
  ['memory.gap', 'Reconciliation gap per instance', 'bytes', 'lower', 'Marginal − attributed memory at the highest density.', '/proc/meminfo, smaps_rollup'],
  ['memory.marginal', 'Marginal memory per instance', 'bytes', 'lower', 'Slope of host memory used over density.', '/proc/meminfo'],
  ['memory.fixed', 'Fixed memory', 'bytes', 'lower', 'Intercept of host memory used over density.', '/proc/meminfo'],
  ['memory.shared', 'Memory of shared daemons', 'bytes', 'lower', 'PSS of daemons that serve all instances.', '/proc/PID/smaps_rollup'],
  ['memory.guestKernel', 'Kept by the guest’s kernel', 'bytes', 'lower', 'Configured memory − memory that the guest’s kernel offers.', 'the guest’s /proc/meminfo'],
  ...(['workload', 'vmm', 'sandbox', 'shim', 'helper'] as const).map(
    (role): Row => [`memory.attributed.${role}`, `Attributed to the ${role}`, 'bytes', 'lower', `PSS of the ${role}, per instance.`, '/proc/PID/smaps_rollup'],
  ),
  ['sharing.rate.alone', 'Work rate alone', 'per second', 'higher', 'Work quanta completed a second by one instance alone.', 'the workload’s own reports'],
  ['sharing.rate.total', 'Work rate, all instances', 'per second', 'higher', 'Work quanta completed a second by all instances.', 'the workload’s own reports'],
  ['sharing.efficiency', 'Efficiency', 'ratio', 'higher', 'Total rate ÷ (rate alone × min(instances, cores)).', 'the workload’s own reports'],
  ['sharing.jain', 'Jain’s fairness index', 'ratio', 'higher', '(Σx)² ÷ (n·Σx²) of the instances’ rates; 1 when all are alike.', 'the workload’s own reports'],
  ['sharing.minShare', 'Worst-treated instance’s share', 'ratio', 'higher', 'Smallest rate ÷ mean rate of the instances.', 'the workload’s own reports'],
  ['sharing.maxShare', 'Best-treated instance’s share', 'ratio', 'lower', 'Largest rate ÷ mean rate of the instances.', 'the workload’s own reports'],
  ['sharing.idle', 'Idle cost per instance', 'cores', 'lower', 'CPU seconds a second used by an instance that does nothing.', 'cpuacct.usage'],
  ['sharing.weight', 'Weight fidelity', 'ratio', 'neither', 'Share got ÷ share asked for.', 'the workload’s own reports'],
  ['sharing.quota', 'Quota fidelity', 'ratio', 'neither', 'CPU got ÷ quota asked for.', 'cpuacct.usage'],
  ['sharing.throttled', 'Throttled time', 'ratio', 'neither', 'Share of time in which the quota held the instance back.', 'cpu.stat'],
  ['density.reached', 'Density reached', 'count', 'higher', 'Most instances that ran at the same time without a stop rule binding.', 'journal of the ramp'],
  ['density.readyP50', 'Time to ready at this density', 'ms', 'lower', 'Median over the launches that took the ramp to this density of ready − requested.', CLOCK],
  ['density.readyP95', 'Time to ready at this density, p95', 'ms', 'lower', '95th percentile over the launches that took the ramp to this density of ready − requested.', CLOCK],
  ['density.memoryPerInstance', 'Host memory of one more instance', 'bytes', 'lower', 'Negative slope of MemAvailable over density.', '/proc/meminfo'],
  ['density.lowestAvailable', 'Lowest available memory', 'bytes', 'neither', 'Lowest MemAvailable in the whole ramp.', '/proc/meminfo'],
  ['density.teardown', 'Stop and remove all', 'ms', 'lower', 'Last removed − first stopping at the end of the ramp.', CLOCK],
  ['interference.p50', 'Slowdown of the median', 'ratio', 'lower', 'Median latency beside the neighbours ÷ alone.', CLOCK],
  ['interference.p99', 'Slowdown of the tail', 'ratio', 'lower', '99th percentile of latency beside the neighbours ÷ alone.', CLOCK],
  ['interference.throughput', 'Slowdown of throughput', 'ratio', 'lower', 'Completions a second alone ÷ beside the neighbours.', 'completions that the harness counts'],
  ['interference.recovery', 'Recovery time', 'ms', 'lower', 'From telling the aggressors to stop until the victim is itself again.', CLOCK],
];

export const SAMPLE_METRICS: readonly MetricDefinition[] = ROWS.map(([name, title, unit, better, definition, source]) => ({ name, title, unit, better, definition, source }));
