import type { Clock } from '../host/clock.ts';
import { ownCpuSeconds } from '../host/own-cpu.ts';
import type { ScopeRole } from '../model/roles.ts';
import { CgroupWatch, type CgroupReading } from './cgroup-watch.ts';

export interface SamplerTarget {
  /** Index of the instance in its round. */
  readonly instance: number;
  readonly role: ScopeRole;
  readonly cgroup: string;
}

export interface SamplerTick {
  /** When the reading began; on the sampler's clock. */
  readonly atMs: number;
  /** How long after its scheduled time. */
  readonly lateMs: number;
  /** One for each target whose cgroup is there. */
  readonly readings: readonly (SamplerTarget & CgroupReading)[];
}

/** What the sampling itself cost and how well it kept its schedule. */
export interface SamplerReport {
  readonly ticks: number;
  /** Scheduled times that passed while an earlier tick, or the rest of the harness, was busy. */
  readonly missed: number;
  readonly meanLateMs: number;
  readonly worstLateMs: number;
  /** CPU of the harness while ticks were taken, cores: CPU seconds per second. */
  readonly cores: number;
}

export interface SamplerOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Asked before each tick; a target that is no longer in it is let go. */
  readonly targets: () => readonly SamplerTarget[];
  readonly onSample: (tick: SamplerTick) => void;
  /** Where the cgroups are; another place only for tests. */
  readonly cgroupRoot?: string;
}

export interface Sampler {
  /** Ends the sampling and closes its files. Rejects with what `onSample` or `targets` threw. Idempotent. */
  stop(): Promise<SamplerReport>;
}

/**
 * Starts reading now and then every `intervalMs` of an absolute schedule: a late tick does not move the next
 * one.
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
  const watches = new Map<string, CgroupWatch>();
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
      onSample({ atMs, lateMs, readings: readAll(targets(), watches, options.cgroupRoot) });
      cpuSeconds += ownCpuSeconds() - cpuBefore;
      const next = Math.max(slot + 1, Math.ceil((clock.now() - start) / intervalMs));
      missed += next - slot - 1;
      slot = next;
      await sleepUntil(clock, start + slot * intervalMs, stopping);
    }
  } finally {
    for (const watch of watches.values()) watch.close();
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

function readAll(
  targets: readonly SamplerTarget[],
  watches: Map<string, CgroupWatch>,
  root: string | undefined,
): SamplerTick['readings'] {
  const readings: (SamplerTarget & CgroupReading)[] = [];
  const wanted = new Set<string>();
  for (const target of targets) {
    wanted.add(target.cgroup);
    let watch = watches.get(target.cgroup);
    if (watch === undefined)
      watches.set(target.cgroup, (watch = new CgroupWatch(target.cgroup, watches.size, root)));
    const reading = watch.read();
    if (reading !== undefined)
      readings.push({ instance: target.instance, role: target.role, cgroup: target.cgroup, ...reading });
  }
  for (const [cgroup, watch] of watches) {
    if (wanted.has(cgroup)) continue;
    watch.close();
    watches.delete(cgroup);
  }
  return readings;
}

async function sleepUntil(clock: Clock, atMs: number, stopping: AbortSignal): Promise<void> {
  await clock.sleep(atMs - clock.now(), stopping).catch((error: unknown) => {
    if (!stopping.aborted) throw error;
  });
}
