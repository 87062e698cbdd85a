import type { Instance } from '../../drivers/driver.ts';
import type { RoundContext } from '../experiment.ts';
import type { Answers } from './judgement.ts';

export interface Asked {
  /** What was said, also by an instance that did not come to an end with it. */
  readonly answers: Answers;
  /** Why there is no more: it ended, or said nothing more in time; undefined for a whole answer. */
  readonly cutOff: string | undefined;
}

/**
 * An emulated machine takes seconds for the whole look; one that says nothing for so long will not.
 * Milliseconds.
 */
const PATIENCE = 60_000;

/** Gives the instance a `probe` order, such as `look 8:0`, and collects its answer up to `probed look`. */
export async function ask(
  context: RoundContext,
  instance: Pick<Instance, 'onLine' | 'send' | 'exited'>,
  order: string,
  patienceMs = PATIENCE,
): Promise<Asked> {
  const [verb] = order.split(' ');
  const answers: Record<string, string> = {};
  const settled = new AbortController();
  let live = false; // earlier answers are told again at first
  let stop = (): void => {};
  const whole = new Promise<undefined>((resolve) => {
    stop = instance.onLine(({ text }) => {
      if (!live) return;
      const [, name, value = ''] = /^check (\S+) ?(.*)$/.exec(text) ?? [];
      if (name !== undefined) answers[name] = value.trim();
      if (text === `probed ${verb}`) resolve(undefined);
    });
    live = true;
  });
  try {
    instance.send(`probe ${order}`);
    const cutOff = await Promise.race([
      whole,
      instance.exited.then(({ reason }) => `it ended: ${reason}`),
      context.clock.sleep(patienceMs, AbortSignal.any([context.signal, settled.signal])).then(
        () => `it did not answer within ${patienceMs / 1_000} s`,
        () => 'interrupted',
      ),
    ]);
    context.signal.throwIfAborted();
    return { answers, cutOff };
  } finally {
    settled.abort();
    stop();
  }
}
