import type { DriverSession, Instance, LaunchSpec } from '../../../src/drivers/driver.ts';
import type { Clock } from '../../../src/host/clock.ts';
import { LOCAL_NODE, type HostAccess, type Scope } from '../../../src/model/host-access.ts';
import { paperHost } from '../../support/paper-host.ts';
import { GIB, MIB } from './ramp.ts';

export interface Appetite {
  /** MemAvailable without instances. Bytes. */
  readonly memory: number;
  /** How fast each instance grows once it is ready. Bytes per second. */
  readonly speed: number;
  /** What each has eaten when it stops. Bytes. */
  readonly cap: number;
}

/** What a launch takes, and how long the kernel takes to take a killed one's memory back. Milliseconds. */
const LAUNCH = 20;
const REAPING = 100;

/**
 * Instances that say they are ready and then eat. They grow until they are killed or have had enough, not
 * until they are removed.
 */
export class HungrySession implements DriverSession {
  readonly nodes: readonly HostAccess[];
  readonly #clock: Clock;
  readonly #appetite: Appetite;
  readonly #live = new Set<{ readonly scope: Scope; readonly born: number; diedAt: number | undefined }>();
  killed = 0;

  constructor(clock: Clock, appetite: Appetite) {
    this.nodes = [
      paperHost({
        memory: async () => ({ availableBytes: this.#available(), totalBytes: appetite.memory }),
        kill: async (scopes) => this.#kill(scopes),
      }),
    ];
    this.#clock = clock;
    this.#appetite = appetite;
  }

  #available(): number {
    const { memory, speed, cap } = this.#appetite;
    const now = this.#clock.now();
    let eaten = 0;
    for (const { born, diedAt } of this.#live) {
      if (diedAt !== undefined && now >= diedAt + REAPING) continue;
      eaten += Math.min(cap, (speed * ((diedAt ?? now) - born)) / 1_000);
    }
    return memory - eaten;
  }

  #kill(scopes: readonly Scope[]): void {
    for (const one of this.#live) {
      if (!scopes.includes(one.scope)) continue;
      this.killed += 1;
      one.diedAt = this.#clock.now();
    }
  }

  async launch({ index, intended }: LaunchSpec, signal: AbortSignal): Promise<Instance> {
    const requested = this.#clock.now();
    await this.#clock.sleep(LAUNCH, signal);
    const ready = this.#clock.now();
    const scope: Scope = { role: 'workload', node: LOCAL_NODE, cgroup: `/hungry/${index}`, pids: [] };
    const self = { scope, born: ready, diedAt: undefined };
    this.#live.add(self);
    return {
      id: String(index),
      index,
      marks: { intended, requested, created: requested, ready },
      exited: new Promise(() => {}),
      scopes: () => [scope],
      send: () => {},
      onLine: () => () => {},
      onText: () => () => {},
      lastWords: () => Promise.resolve(''),
      configuration: () => Promise.resolve({}),
      [Symbol.asyncDispose]: () => Promise.resolve(void this.#live.delete(self)),
    };
  }

  forgetImage = () => Promise.resolve();
  provideImage = () => Promise.resolve();
  sharedScopes = () => [];
  [Symbol.asyncDispose] = () => Promise.resolve();
}

export const GLUTTON: Appetite = { memory: 4 * GIB, speed: GIB / 2, cap: 900 * MIB };
