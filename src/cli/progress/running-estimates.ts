import type { LaunchRecord } from '../../model/records.ts';
import { formatDuration } from '../../model/units.ts';
import { median } from '../../stats/quantile.ts';

/**
 * Median time to ready so far, by variant, for the display only: the statistics are made from rounds at the
 * end.
 */
export class RunningEstimates {
  readonly #times = new Map<string, number[]>();

  add(variant: string, { marks, outcome, temperature }: LaunchRecord): void {
    if (outcome !== 'ready' || temperature !== 'later' || marks.ready === undefined) return;
    this.#times.set(variant, [...(this.#times.get(variant) ?? []), marks.ready - marks.requested]);
  }

  /** `host 4 ms · runc 370 ms`; empty before the first launch. */
  toString(): string {
    return [...this.#times]
      .map(([variant, times]) => `${variant} ${formatDuration(median(times) ?? 0)}`)
      .join(' · ');
  }
}
