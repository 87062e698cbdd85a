import type { DensityStepRecord, RunRecord } from './records.ts';

/** Between what held and what did not lies the answer of a ramp. */
export interface Bracket {
  /** Most instances that held; 0 when none did. */
  readonly held: number;
  /** The smallest step that was stopped; undefined when none was. */
  readonly stopped: DensityStepRecord | undefined;
}

/**
 * Where the steps of one ramp stand, in the order they were taken. A later step overrules an earlier one that
 * it contradicts: instances that held can be lost afterwards, and a resumed ramp can hold what once was
 * stopped.
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
