/** One fake instance as the fake host counts it. */
export interface FakeResident {
  readonly cgroup: string;
  readonly memoryBytes: number;
  /** In cores; undefined where nothing holds it back. */
  readonly quota: number | undefined;
  readonly weight: number;
  working: boolean;
  cpuSeconds: number;
}

/**
 * The machine that fake instances share: it divides its cores exactly by weight, and memory is what they
 * asked for.
 */
export class FakeHost {
  readonly residents = new Set<FakeResident>();

  memoryBytes(): number {
    return [...this.residents].reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }

  /**
   * Cores that a working resident gets: its share by weight, at most one (a quantum is one thread), at most
   * its quota.
   */
  coresFor(resident: FakeResident, cores: number): number {
    const weights = [...this.residents].reduce((sum, { working, weight }) => sum + (working ? weight : 0), 0);
    return Math.min(1, resident.quota ?? 1, (cores * resident.weight) / Math.max(weights, resident.weight));
  }
}
