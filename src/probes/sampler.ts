import type { Clock } from '../host/clock.ts';
import { ownCpuSeconds } from '../host/own-cpu.ts';
import type { CgroupReader, CgroupReading, HostAccess, Scope } from '../model/host-access.ts';

export interface SamplerTarget extends Pick<Scope, 'role' | 'node'> {
  /** Index of the instance in its round. */
  readonly instance: number;
  readonly cgroup: string;
}

export interface SamplerTick {
  /** When the reading started, on the sampler's clock. */
  readonly atMs: number;
  /** How long after its scheduled time. */
  readonly lateMs: number;
  /** One for each target whose cgroup exists. */
  readonly readings: readonly (SamplerTarget & CgroupReading)[];
}

/** What the sampling itself cost, and how well it kept its schedule. */
export interface SamplerReport {
  readonly ticks: number;
  /** Scheduled times that were missed while an earlier tick, or the rest of the harness, was busy. */
  readonly missed: number;
  readonly meanLateMs: number;
  readonly worstLateMs: number;
  /** CPU of the harness while ticks were taken, cores: CPU seconds per second. */
  readonly cores: number;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Called before each tick; a target that is no longer in the result is dropped. */
  readonly targets: () => readonly SamplerTarget[];
  readonly onSample: (tick: SamplerTick) => void | Promise<void>;
  /** The nodes of all targets. */
  readonly nodes: readonly HostAccess[];
}

export interface Sampler {
  /** Ends the sampling and closes its files. Rejects with what `onSample` or `targets` threw. Idempotent. */
  stop(): Promise<SamplerReport>;
}

/**
 * Starts reading now and then every `intervalMs` on an absolute schedule: a late tick does not move the
 * next one.
 */
export function startSampler(options: SamplerOptions): Sampler {
  const stopping = new AbortController();
  const running = sample(options, stopping.signal);
  running.catch(() => {}); // reported by `stop`
  return {
    stop: () => {
      stopping.abort(new Error('the sampler was stopped'));
      return running;
    },
  };
}

async function sample(options: SamplerOptions, stopping: AbortSignal): Promise<SamplerReport> {
  const { clock, intervalMs, targets, onSample } = options;
  const readers = options.nodes.map((host) => ({ node: host.node, reader: host.openReader() }));
  const start = clock.now();
  let ticks = 0;
  let lateMsSum = 0;
  let missed = 0;
  let cpuSeconds = 0;
  let worstLateMs = 0;
  let slot = 0;
  try {
    while (!stopping.aborted) {
      const cpuBefore = ownCpuSeconds();
      const atMs = clock.now();
      const lateMs = atMs - (start + slot * intervalMs);
      ticks += 1;
      lateMsSum += lateMs;
      worstLateMs = Math.max(worstLateMs, lateMs);
      await onSample({ atMs, lateMs, readings: await readAll(targets(), readers) });
      cpuSeconds += ownCpuSeconds() - cpuBefore;
      const next = Math.max(slot + 1, Math.ceil((clock.now() - start) / intervalMs));
      missed += next - slot - 1;
      slot = next;
      await sleepUntil(clock, start + slot * intervalMs, stopping);
    }
  } finally {
    for (const { reader } of readers) reader[Symbol.dispose]();
  }
  const elapsedMs = clock.now() - start;
  return {
    ticks,
    missed,
    meanLateMs: ticks === 0 ? 0 : lateMsSum / ticks,
    worstLateMs,
    cores: elapsedMs === 0 ? 0 : cpuSeconds / (elapsedMs / 1_000),
  };
}

async function readAll(
  targets: readonly SamplerTarget[],
  readers: readonly { readonly node: string; readonly reader: CgroupReader }[],
): Promise<SamplerTick['readings']> {
  const readings = await Promise.all(
    readers.map(({ node, reader }) =>
      readNode(readers.length === 1 ? targets : targets.filter((target) => target.node === node), reader),
    ),
  );
  return readings.length === 1 ? readings[0]! : readings.flat();
}

/** Ticks are too rare to be compiled well, so this has plain loops, and objects written field by field. */
async function readNode(
  targets: readonly SamplerTarget[],
  reader: CgroupReader,
): Promise<SamplerTick['readings']> {
  const found = await reader.read(targets);
  const readings: SamplerTick['readings'][number][] = [];
  let index = 0;
  for (const { instance, role, node, cgroup } of targets) {
    const reading = found[index++];
    if (reading === undefined) continue;
    const { chargedBytes, cpuSeconds } = reading;
    readings.push({ instance, role, node, cgroup, chargedBytes, cpuSeconds });
  }
  return readings;
}

async function sleepUntil(clock: Clock, atMs: number, stopping: AbortSignal): Promise<void> {
  await clock.sleep(atMs - clock.now(), stopping).catch((error: unknown) => {
    if (!stopping.aborted) throw error;
  });
}
