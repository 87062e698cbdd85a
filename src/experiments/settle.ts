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
export async function settleMemory(context: Pick<RoundContext, 'clock' | 'host' | 'signal'>): Promise<void> {
  const deadline = context.clock.now() + PATIENCE;
  let { availableBytes: before } = await context.host.memory();
  let calm = 0;
  while (calm < CALM_LOOKS && context.clock.now() < deadline) {
    await context.clock.sleep(INTERVAL, context.signal);
    const { availableBytes: now } = await context.host.memory();
    calm = Math.abs(now - before) < REST ? calm + 1 : 0;
    before = now;
  }
}
