import type { PlannedRound } from '../model/plan.ts';
import type { RoundEndRecord } from '../model/records.ts';
import type { PlannedRun, RunEnvironment } from './environment.ts';

/**
 * Rounds of variants that cannot run now: because they could not when a run was resumed, or because what
 * stands behind them is gone since. They are left as they are, not failed, so that a resumed run takes them.
 */
export class RoundsLeft {
  readonly #run: PlannedRun;
  readonly #environment: RunEnvironment;
  readonly #reasons: Map<string, string>;
  readonly #counts = new Map<string, number>();
  #someLost = false;

  constructor(run: PlannedRun, environment: RunEnvironment) {
    this.#run = run;
    this.#environment = environment;
    this.#reasons = new Map(run.unavailable);
  }

  /**
   * Whether a round is left out. Once something is gone, others may depend on it too, and are asked before
   * each costs a time-out.
   */
  async leaves({ cell }: PlannedRound): Promise<boolean> {
    if (!this.#reasons.has(cell.variant) && this.#someLost) {
      const reason = await this.#reasonNow(cell.variant);
      if (reason !== undefined) this.#reasons.set(cell.variant, reason);
    }
    if (!this.#reasons.has(cell.variant)) return false;
    this.#count(cell.variant);
    return true;
  }

  /** A round that ended because what stands behind its variant is gone. */
  lost({ cell }: PlannedRound, { reason }: RoundEndRecord): void {
    this.#someLost = true;
    this.#reasons.set(cell.variant, reason ?? 'it cannot run any more');
    this.#count(cell.variant);
  }

  /** At the end: one word for each variant. */
  tell(): void {
    for (const [variant, rounds] of this.#counts)
      this.#environment.emit({ kind: 'rounds-left', variant, rounds, reason: this.#reasons.get(variant)! });
  }

  async #reasonNow(name: string): Promise<string | undefined> {
    const { scenario, sessions } = this.#run;
    const variant = scenario.variants.find((known) => known.name === name)!;
    const session = await sessions.get(variant, 'workload', this.#environment.signal).catch(() => undefined);
    return await session?.lost?.();
  }

  #count(variant: string): void {
    this.#counts.set(variant, (this.#counts.get(variant) ?? 0) + 1);
  }
}
