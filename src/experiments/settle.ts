import type { RoundContext } from './experiment.ts';

/** Between two looks. Milliseconds. */
const INTERVAL = 200;
/** MemAvailable that moves less than this between two looks is at rest. Bytes. */
const REST = 1024 * 1024;
const CALM_LOOKS = 2;
/** Measured anyway after this; a host that never rests shows it in the interval. Milliseconds. */
const PATIENCE = 5_000;

/**
 * Waits until the host's available memory stops moving, since freshly started instances still free and fault
 * pages.
 */
export async function settleMemory(
  context: Pick<RoundContext, 'clock' | 'probes' | 'signal'>,
): Promise<void> {
  const deadline = context.clock.now() + PATIENCE;
  let before = context.probes.hostMemoryAvailable();
  let calm = 0;
  while (calm < CALM_LOOKS && context.clock.now() < deadline) {
    await context.clock.sleep(INTERVAL, context.signal);
    const now = context.probes.hostMemoryAvailable();
    calm = Math.abs(now - before) < REST ? calm + 1 : 0;
    before = now;
  }
}
