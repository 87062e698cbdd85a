import type { Instance } from '../../drivers/driver.ts';
import type { RoundContext } from '../experiment.ts';
import { measureWork } from '../work-rate.ts';
import { openHttpVictim } from './http-victim.ts';
import type { InterferenceOptions } from './options.ts';
import type { Victim } from './victim.ts';

export async function openVictim(context: RoundContext, instance: Instance, kind: InterferenceOptions['victim']): Promise<Victim> {
  return kind === 'http' ? await openHttpVictim(context, instance) : heartbeatOf(instance);
}

/** A line to the worker's input, a small quantum of its work, a line back: works wherever an instance can be launched. */
function heartbeatOf(instance: Instance): Victim {
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
    capacity: async (context, windowMs) => (await measureWork(context, [instance], { windowMs }))[0] ?? 0,
    [Symbol.dispose]: stop,
  };
}
