import type { Clock } from '../../src/host/clock.ts';
import { ownCpuSeconds } from '../../src/host/own-cpu.ts';
import {
  startSampler,
  type SamplerReport,
  type SamplerTarget,
  type SamplerTick,
} from '../../src/probes/sampler.ts';

/** The design's rate: 10 Hz. */
const INTERVAL_MS = 100;

export interface SamplerWindow extends SamplerReport {
  /**
   * CPU of the whole process from before the first tick to after the last, cores: timers and garbage
   * collection included.
   */
  readonly processCores: number;
  readonly lateMs: readonly number[];
}

/**
 * Samples for `windowMs` in a process that does nothing else. Throws when a tick read fewer instances than
 * there are.
 */
export async function sampleWindow(
  targets: readonly SamplerTarget[],
  windowMs: number,
  clock: Clock,
  signal: AbortSignal,
  keep: (tick: SamplerTick) => void,
): Promise<SamplerWindow> {
  const lateMs: number[] = [];
  const begun = { at: clock.now(), cpu: ownCpuSeconds() };
  const sampler = startSampler({
    clock,
    intervalMs: INTERVAL_MS,
    targets: () => targets,
    onSample: (tick) => {
      if (tick.readings.length !== targets.length)
        throw new Error(`a tick read ${tick.readings.length} of ${targets.length} instances`);
      lateMs.push(tick.lateMs);
      keep(tick);
    },
  });
  let report: SamplerReport;
  try {
    await clock.sleep(windowMs, signal);
  } finally {
    report = await sampler.stop();
  }
  const seconds = (clock.now() - begun.at) / 1_000;
  return { ...report, processCores: (ownCpuSeconds() - begun.cpu) / seconds, lateMs };
}
