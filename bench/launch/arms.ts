import { deepStrictEqual } from 'node:assert/strict';
import { WORKLOAD, type Laboratory } from '../laboratory.ts';
import { rawEngine } from './raw-calls.ts';

/** One way to launch a container. All arms ask the same engine for the same container of the same image. */
export interface Arm {
  readonly name: 'harness' | 'raw calls' | 'docker run';
  /** Resolves when the container is ready, with what removes it. Only the time until then is measured. */
  launch(): Promise<Launched>;
}

export interface Launched extends AsyncDisposable {
  readonly id: string;
}

/** The launch path of a run: `session.launch` until it resolves, which is when the workload is ready. */
export function harnessArm({ session, context }: Laboratory, signal: AbortSignal): Arm {
  let index = 0;
  return {
    name: 'harness',
    launch: () =>
      session.launch({ index: index++, intended: context.clock.now(), workload: WORKLOAD }, signal),
  };
}

interface Inspected {
  readonly Config: Readonly<Record<string, unknown>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
}

/** Throws with the difference when two arms make different containers: their times could not be compared. */
export async function requireSameContainer(laboratory: Laboratory, one: Arm, other: Arm): Promise<void> {
  const raw = rawEngine(laboratory);
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
