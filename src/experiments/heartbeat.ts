import type { Instance } from '../drivers/driver.ts';
import type { Victim } from './victim.ts';

/**
 * A line to the worker's input, a small quantum of its work, a line back: works wherever an instance can be
 * launched.
 */
export function heartbeatOf(instance: Pick<Instance, 'onLine' | 'send'>): Victim {
  const waiting = new Map<string, (atMs: number) => void>();
  let last = 0;
  const stop = instance.onLine(({ text, atMs }) => {
    const answered = waiting.get(text);
    waiting.delete(text);
    answered?.(atMs);
  });
  return {
    ask: (answered) => {
      last += 1;
      waiting.set(`pong ${last}`, answered);
      instance.send(`ping ${last}`);
    },
    [Symbol.dispose]: stop,
  };
}
