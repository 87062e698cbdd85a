import type { DensityStepRecord, RunRecord } from './records.ts';

/** The answer of a ramp lies between what held and what was stopped. */
export interface Bracket {
  /** Most instances that held; 0 if none did. */
  readonly held: number;
  /** The smallest step that was stopped; undefined if none was. */
  readonly stopped: DensityStepRecord | undefined;
}

/**
 * The result of the steps of one ramp, in the order they were taken. A later step overrides an earlier one
 * that it contradicts: instances that held can be lost afterwards, and a resumed ramp can hold what was
 * stopped before.
 */
export function bracketOf(records: readonly RunRecord[]): Bracket {
  let held: number[] = [0];
  let stopped: DensityStepRecord | undefined;
  for (const record of records) {
    if (record.kind !== 'density-step') continue;
    const { target, outcome } = record;
    if (outcome === 'held') {
      held.push(target);
      if (stopped !== undefined && stopped.target <= target) stopped = undefined;
    }
    if (outcome === 'stopped') {
      held = held.filter((density) => density < target);
      if (stopped === undefined || target <= stopped.target) stopped = record;
    }
  }
  return { held: Math.max(...held, 0), stopped };
}
