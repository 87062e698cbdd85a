import type { Instance } from '../drivers/driver.ts';
import type { RoundContext } from './experiment.ts';

/** News of an end may take this long: an engine is asked how it was. Milliseconds. */
const NEWS = 100;

/**
 * Does work whose result counts only if all the instances live from its beginning to its end. Resolves to
 * undefined when one has ended or ends by itself; the signal that the work is given aborts at once then. The
 * round records who ended, and why.
 */
export async function whileAlive<T>(
  context: RoundContext,
  instances: readonly Instance[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const over = new AbortController();
  const look = (): void => {
    if (anyEnded(context, instances)) over.abort(new Error('an instance ended'));
  };
  const signal = AbortSignal.any([context.signal, over.signal]);
  const stop = context.onEnd(look);
  look();
  try {
    if (over.signal.aborted) return undefined;
    const result = await work(signal);
    await context.clock.sleep(NEWS, signal);
    return result;
  } catch (error) {
    context.signal.throwIfAborted();
    if (over.signal.aborted) return undefined;
    throw error;
  } finally {
    stop();
  }
}

export function anyEnded(context: Pick<RoundContext, 'endOf'>, instances: readonly Instance[]): boolean {
  return instances.some((instance) => context.endOf(instance) !== undefined);
}

/**
 * How instances ended by themselves, with the last output of the first: `exit 3; the last output: no
 * licence`.
 */
export async function describeEnds(
  context: Pick<RoundContext, 'endOf'>,
  ended: readonly Instance[],
): Promise<string> {
  const reasons = new Map<string, number>();
  for (const instance of ended) {
    const { reason } = context.endOf(instance) ?? { reason: 'removed' };
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const how = [...reasons]
    .map(([reason, count]) => (reasons.size === 1 ? reason : `${reason} (${count})`))
    .join(', ');
  const words = (await ended[0]?.lastWords()) ?? '';
  return `${how}${words === '' ? ', without output' : `; the last output: ${words}`}`;
}
