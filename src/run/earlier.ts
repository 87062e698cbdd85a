import type { StoredRun } from '../model/run-data.ts';
import type { RunRecord } from '../model/records.ts';

/** What was already done of a run that was interrupted or killed. */
export interface Earlier {
  /** Rounds that have an outcome, and are not taken again. */
  readonly done: ReadonlySet<number>;
  /** What the last try of each other round that was started recorded before it was cut off. */
  readonly journals: ReadonlyMap<number, readonly RunRecord[]>;
  /** Experiments that were ended before their last repetition, precise enough. */
  readonly ended: ReadonlySet<string>;
  /** Experiments that were given more rounds after their end: those are taken whatever the precision. */
  readonly extended: ReadonlySet<string>;
  /** All that it recorded. */
  readonly records: readonly RunRecord[];
  /** Where the run's time axis goes on. Milliseconds. */
  readonly elapsedMs: number;
}

/**
 * A round has an outcome when it is complete, and also when it failed or was invalid: a resumed run goes on,
 * it does not wish for better figures. Rounds that were interrupted, torn or never begun are taken (again).
 */
export function earlierOf(records: StoredRun['records']): Earlier {
  const journals = new Map<number, RunRecord[]>();
  const done = new Set<number>();
  const ended = new Set<string>();
  const extended = new Set<string>();
  let elapsedMs = 0;
  for (const record of records) {
    elapsedMs = Math.max(
      elapsedMs,
      'atMs' in record ? record.atMs : record.kind === 'removal' ? record.removed : 0,
    );
    if (record.kind === 'round-start') {
      journals.set(record.round, []);
      done.delete(record.round);
    }
    if (record.kind === 'enough') ended.add(record.experiment);
    if (record.kind === 'extended') for (const experiment of record.experiments) extended.add(experiment);
    if (record.round !== undefined) journals.get(record.round)?.push(record);
    if (record.kind === 'round-end' && record.status !== 'interrupted') done.add(record.round);
  }
  for (const round of done) journals.delete(round);
  return {
    done,
    journals,
    ended: new Set([...ended].filter((name) => !extended.has(name))),
    extended,
    records,
    elapsedMs,
  };
}
