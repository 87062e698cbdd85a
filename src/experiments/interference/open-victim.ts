import type { Instance } from '../../drivers/driver.ts';
import type { RoundContext } from '../experiment.ts';
import { heartbeatOf } from '../heartbeat.ts';
import { measureWork } from '../work-rate.ts';
import { openHttpVictim } from './http-victim.ts';
import type { InterferenceOptions } from './options.ts';
import type { MeasuredVictim } from './victim.ts';

export async function openVictim(
  context: RoundContext,
  instance: Instance,
  kind: InterferenceOptions['victim'],
): Promise<MeasuredVictim> {
  if (kind === 'http') return await openHttpVictim(context, instance);
  return {
    ...heartbeatOf(instance),
    capacity: async (round, windowMs) => (await measureWork(round, [instance], { windowMs }))[0] ?? 0,
  };
}
