import type { DriverSession, Instance } from '../src/drivers/driver.ts';
import type { Clock } from '../src/host/clock.ts';
import { ownCpuSeconds } from '../src/host/own-cpu.ts';
import { startSampler, type SamplerReport, type SamplerTarget } from '../src/probes/sampler.ts';
import { meanInterval } from '../src/stats/mean-interval.ts';
import { quantile } from '../src/stats/quantile.ts';
import type { Finding } from './finding.ts';
import { WORKLOAD, type Laboratory } from './laboratory.ts';

/** Percent of one core at 100 instances and 10 Hz. */
const CPU_GOAL = 2;
/** 10 Hz: five times as often as a run samples. */
const INTERVAL_MS = 100;
/** With more launches at once, an engine does not start more containers per second. */
const LAUNCH_CONCURRENCY = 4;

export interface IdleContainers extends AsyncDisposable {
  readonly targets: readonly SamplerTarget[];
  readonly nodes: DriverSession['nodes'];
}

/** Launches idle containers to read: as many cgroups with real processes as a run at that density has. */
export async function launchIdle(
  { session, context }: Laboratory,
  count: number,
  signal: AbortSignal,
): Promise<IdleContainers> {
  const instances: Instance[] = [];
  const remove = async (): Promise<void> => {
    await Promise.all(instances.map((instance) => instance[Symbol.asyncDispose]()));
  };
  // Any index is free, since the session's other launches are gone. High ones are easy to find in logs.
  let next = 1_000_000;
  const last = next + count;
  const worker = async (): Promise<void> => {
    while (next < last)
      instances.push(
        await session.launch({ index: next++, intended: context.clock.now(), workload: WORKLOAD }, signal),
      );
  };
  const workers = await Promise.allSettled(Array.from({ length: LAUNCH_CONCURRENCY }, worker));
  try {
    const failure = workers.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return { targets: instances.map(targetOf), nodes: session.nodes, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function targetOf(instance: Instance): SamplerTarget {
  const scope = instance.scopes().find(({ cgroup }) => cgroup !== null);
  if (scope === undefined || scope.cgroup === null)
    throw new Error(`instance ${instance.index} has no cgroup to read`);
  return { instance: instance.index, role: scope.role, node: scope.node, cgroup: scope.cgroup };
}

export interface SamplerWindow extends SamplerReport {
  /** CPU of the whole process during the window, in cores: timers and garbage collection included. */
  readonly processCores: number;
  readonly lateMs: readonly number[];
}

/** Samples for `windowMs` in a process that does nothing else. Throws when a tick missed an instance. */
export async function sampleWindow(
  { targets, nodes }: Pick<IdleContainers, 'targets' | 'nodes'>,
  windowMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<SamplerWindow> {
  const lateMs: number[] = [];
  const start = { at: clock.now(), cpu: ownCpuSeconds() };
  const sampler = startSampler({
    clock,
    intervalMs: INTERVAL_MS,
    targets: () => targets,
    nodes,
    onSample: (tick) => {
      if (tick.readings.length !== targets.length)
        throw new Error(`a tick read ${tick.readings.length} of ${targets.length} instances`);
      lateMs.push(tick.lateMs);
    },
  });
  let report: SamplerReport;
  try {
    await clock.sleep(windowMs, signal);
  } finally {
    report = await sampler.stop();
  }
  const seconds = (clock.now() - start.at) / 1_000;
  return { ...report, processCores: (ownCpuSeconds() - start.cpu) / seconds, lateMs };
}

export function samplerFindings(windows: readonly SamplerWindow[], instances: number): Finding[] {
  const at = `${instances} instances, 10 Hz`;
  const from = `${windows.length} windows`;
  const whole = meanInterval(windows.map(({ processCores }) => processCores * 100));
  const ticks = meanInterval(windows.map(({ cores }) => cores * 100));
  const late = windows.flatMap(({ lateMs }) => lateMs);
  const p99 = quantile(late, 0.99);
  if (whole === undefined || ticks === undefined || p99 === undefined) return [];
  const missed = windows.reduce((sum, window) => sum + window.missed, 0);
  return [
    {
      what: `sampler, ${at}: CPU of the process, share of one core`,
      value: whole.mean,
      ci95: whole.ci95,
      unit: 'percent',
      goal: CPU_GOAL,
      from,
    },
    {
      what: `sampler, ${at}: CPU of its ticks alone`,
      value: ticks.mean,
      ci95: ticks.ci95,
      unit: 'percent',
      goal: null,
      from,
    },
    {
      what: `sampler, ${at}: tick lateness, p99`,
      value: p99,
      ci95: null,
      unit: 'ms',
      goal: null,
      from: `${late.length} ticks, ${missed} missed`,
    },
  ];
}
