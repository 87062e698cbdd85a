import { LOCAL_NODE } from '../../model/host-access.ts';
import type { CgroupReader, HostAccess, NodeMemory, Scope } from '../../model/host-access.ts';
import type { Wall } from '../../model/wall.ts';

/** One fake instance as its node counts it. */
export interface FakeResident {
  readonly cgroup: string;
  readonly memoryBytes: number;
  /** In cores; undefined where nothing holds it back. */
  readonly quota: number | undefined;
  readonly weight: number;
  working: boolean;
  frozen: { readonly thawed: Promise<void>; readonly thaw: () => void } | undefined;
  cpuSeconds: number;
  kill(): void;
}

/** A machine that does not exist. */
export interface FakeMachine {
  readonly node: string;
  /** Of the machine without instances. Bytes. */
  readonly memoryBytes: number;
  /** What its first instance costs on top of its own memory. Bytes. */
  readonly fixedBytes: number;
}

export const FAKE_MACHINE: FakeMachine = { node: LOCAL_NODE, memoryBytes: 64 * 2 ** 30, fixedBytes: 0 };

/**
 * The machine that fake instances share: it divides its cores exactly by weight, and memory is what they
 * asked for. Available is all of it when it is empty, else exactly `all − fixed − Σ memory of the instances`.
 */
export class FakeNode implements HostAccess {
  readonly node: string;
  readonly residents = new Set<FakeResident>();
  readonly #machine: FakeMachine;
  #busySeconds = 0;

  constructor(machine: FakeMachine) {
    this.node = machine.node;
    this.#machine = machine;
  }

  /**
   * Cores that a working resident gets: its share by weight, at most one (a quantum is one thread), at most
   * its quota.
   */
  coresFor(resident: FakeResident, cores: number): number {
    const weights = [...this.residents].reduce(
      (sum, { working, frozen, weight }) => sum + (working && frozen === undefined ? weight : 0),
      0,
    );
    return Math.min(1, resident.quota ?? 1, (cores * resident.weight) / Math.max(weights, resident.weight));
  }

  spend(resident: FakeResident, seconds: number): void {
    resident.cpuSeconds += seconds;
    this.#busySeconds += seconds;
  }

  async memory(): Promise<NodeMemory> {
    const { memoryBytes: totalBytes, fixedBytes } = this.#machine;
    const taken = [...this.residents].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    const availableBytes = this.residents.size === 0 ? totalBytes : totalBytes - fixedBytes - taken;
    return { availableBytes, totalBytes };
  }

  async busySeconds(): Promise<number> {
    return this.#busySeconds;
  }

  async memoryOf(scopes: readonly Scope[]): ReturnType<HostAccess['memoryOf']> {
    return scopes.map(({ cgroup }) => {
      const bytes = this.#resident(cgroup)?.memoryBytes;
      return { pssBytes: bytes ?? 0, rssBytes: 2 * (bytes ?? 0), chargedBytes: bytes };
    });
  }

  async cpuOf(scopes: readonly Scope[]): ReturnType<HostAccess['cpuOf']> {
    return scopes.map(({ cgroup }) => {
      const resident = this.#resident(cgroup);
      return {
        usedSeconds: resident?.cpuSeconds,
        throttledSeconds: resident === undefined ? undefined : 0,
      };
    });
  }

  openReader(): CgroupReader {
    return {
      read: async (scopes) =>
        scopes.map(({ cgroup }) => {
          const resident = this.#resident(cgroup);
          return resident && { chargedBytes: resident.memoryBytes, cpuSeconds: resident.cpuSeconds };
        }),
      [Symbol.dispose]: () => {},
    };
  }

  async limits(): Promise<readonly Wall[]> {
    return [];
  }

  async kill(scopes: readonly Scope[]): Promise<void> {
    for (const { cgroup } of scopes) this.#resident(cgroup)?.kill();
  }

  async freeze(scopes: readonly Scope[]): Promise<void> {
    for (const { cgroup } of scopes) {
      const resident = this.#resident(cgroup);
      if (resident !== undefined) resident.frozen ??= untilThawed();
    }
  }

  async thaw(scopes: readonly Scope[]): Promise<void> {
    for (const { cgroup } of scopes) {
      const resident = this.#resident(cgroup);
      if (resident?.frozen === undefined) continue;
      resident.frozen.thaw();
      resident.frozen = undefined;
    }
  }

  #resident(cgroup: string | null): FakeResident | undefined {
    return [...this.residents].find((resident) => resident.cgroup === cgroup);
  }
}

function untilThawed(): NonNullable<FakeResident['frozen']> {
  let thaw!: () => void;
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  return { thawed, thaw };
}
