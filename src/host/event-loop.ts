import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface EventLoopWatch {
  /** 99th percentile of the delay since the last call, beyond the sampling interval itself. Milliseconds. */
  takeP99(): number;
  stop(): void;
}

/**
 * How late callbacks of this process run, and so how late its timestamps can be (perf_hooks histogram, 10
 * ms resolution).
 */
export function watchEventLoop(): EventLoopWatch {
  const RESOLUTION = 10;
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  return {
    takeP99: () => {
      const delay = Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION);
      histogram.reset();
      return delay;
    },
    stop: () => histogram.disable(),
  };
}

/** Resident memory of this process, bytes. */
export function ownMemory(): number {
  return process.memoryUsage.rss();
}

/** Lets everything that is waiting run first, such as the callbacks of signals. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
