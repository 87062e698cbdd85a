import { deepStrictEqual } from 'node:assert/strict';
import type { Laboratory } from '../laboratory.ts';
import type { Arm } from './arm.ts';
import { rawEngine } from './raw-calls.ts';
import { socketOf } from './raw-arm.ts';

interface Inspected {
  readonly Config: Readonly<Record<string, unknown>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
}

/**
 * Throws with the difference unless both arms make the same container: otherwise their times would not
 * compare.
 */
export async function requireSameContainer(laboratory: Laboratory, one: Arm, other: Arm): Promise<void> {
  const raw = rawEngine(socketOf(laboratory));
  const made = async (arm: Arm) => {
    await using container = await arm.launch();
    const { Config, HostConfig } = (await raw.call('GET', `/containers/${container.id}/json`)) as Inspected;
    return { Config: { ...Config, Hostname: 'its own' }, HostConfig };
  };
  deepStrictEqual(
    await made(one),
    await made(other),
    `${one.name} and ${other.name} do not make the same container`,
  );
}
