import type { Instance } from '../drivers/driver.ts';
import type { RoundContext } from './experiment.ts';

export interface WorkRequest {
  /** Shortest observation. Milliseconds. */
  readonly windowMs: number;
}

/** Before the observation starts, so that every worker has been scheduled. Milliseconds. */
const WARM_UP = 500;
/** A rate from fewer completions is mostly rounding. */
const ENOUGH_COMPLETIONS = 6;
/** Longest observation, in windows; a starved instance is then reported with what it completed. */
const LONGEST = 5;

/**
 * Sets the instances to work at the same time and returns each one's completed quanta per second, in order.
 * The observation lasts until every instance has completed enough quanta for a rate. A rate is counted
 * between an instance's own first and last completion, so that the ends of the window cut no quantum in two.
 */
export async function measureWork(
  context: Pick<RoundContext, 'clock' | 'signal'>,
  instances: readonly Instance[],
  { windowMs }: WorkRequest,
): Promise<number[]> {
  const completions = instances.map((): number[] => []);
  const stops: (() => void)[] = [];
  let from = Infinity;
  let noticed = (): void => {};
  try {
    for (const instance of instances) instance.send('work');
    await context.clock.sleep(WARM_UP, context.signal);
    from = context.clock.now();
    instances.forEach((instance, index) => {
      stops.push(
        instance.onLine(({ text, atMs }) => {
          if (atMs < from || !text.startsWith('quantum ')) return;
          completions[index]!.push(atMs);
          noticed();
        }),
      );
    });
    await context.clock.sleep(windowMs, context.signal);
    await untilAllCompleted(
      context,
      completions,
      windowMs * (LONGEST - 1),
      (callback) => (noticed = callback),
    );
  } finally {
    for (const stop of stops) stop();
    for (const instance of instances) instance.send('idle');
  }
  const until = context.clock.now();
  return completions.map((times) => rateOf(times, until - from));
}

async function untilAllCompleted(
  context: Pick<RoundContext, 'clock' | 'signal'>,
  completions: readonly number[][],
  patienceMs: number,
  onCompletion: (callback: () => void) => void,
): Promise<void> {
  const enough = () => completions.every((times) => times.length >= ENOUGH_COMPLETIONS);
  if (enough()) return;
  const done = new AbortController();
  onCompletion(() => {
    if (enough()) done.abort(new Error('enough'));
  });
  await context.clock
    .sleep(patienceMs, AbortSignal.any([context.signal, done.signal]))
    .catch(() => context.signal.throwIfAborted());
}

/** Quanta per second; from fewer than two completions only the count over the window is known. */
function rateOf(times: readonly number[], observedMs: number): number {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined || last === first) return (times.length / observedMs) * 1_000;
  return ((times.length - 1) / (last - first)) * 1_000;
}
