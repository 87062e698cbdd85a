import type {
  DensityStepRecord,
  EndedRecord,
  LaunchRecord,
  RoundEndRecord,
  RoundStartRecord,
  RunRecord,
  SampleRecord,
} from '../model/records.ts';

export interface IndexedRound {
  readonly start: RoundStartRecord;
  end: RoundEndRecord | undefined;
  readonly launches: LaunchRecord[];
  /** Instances that ended by themselves. */
  readonly ends: EndedRecord[];
  /** Of a density ramp, in the order they were taken. */
  readonly steps: DensityStepRecord[];
}

export interface RecordIndex {
  /** In the order in which they were executed. */
  readonly rounds: readonly IndexedRound[];
  readonly byRound: ReadonlyMap<number, IndexedRound>;
  readonly samples: ReadonlyMap<string, readonly SampleRecord[]>;
  readonly counts: ReadonlyMap<RunRecord['kind'], number>;
}

/**
 * One pass over the raw records. Launches of a round whose start is missing are left out: their cell is
 * unknown.
 */
export function indexRecords(records: readonly RunRecord[]): RecordIndex {
  const byRound = new Map<number, IndexedRound>();
  const samples = new Map<string, SampleRecord[]>();
  const counts = new Map<RunRecord['kind'], number>();
  for (const record of records) {
    counts.set(record.kind, (counts.get(record.kind) ?? 0) + 1);
    switch (record.kind) {
      case 'round-start':
        byRound.set(record.round, { start: record, end: undefined, launches: [], ends: [], steps: [] });
        break;
      case 'round-end': {
        const round = byRound.get(record.round);
        if (round !== undefined) round.end = record;
        break;
      }
      case 'launch':
        byRound.get(record.round)?.launches.push(record);
        break;
      case 'ended':
        byRound.get(record.round)?.ends.push(record);
        break;
      case 'density-step':
        byRound.get(record.round)?.steps.push(record);
        break;
      case 'sample': {
        const same = samples.get(record.metric);
        if (same === undefined) samples.set(record.metric, [record]);
        else same.push(record);
        break;
      }
      case 'warning':
      case 'enough':
      case 'extended':
      case 'removal':
      case 'identity':
      case 'configuration':
      case 'boundary':
      case 'boundary-readings':
        break;
    }
  }
  const rounds = [...byRound.values()].sort(
    (a, b) => a.start.atMs - b.start.atMs || a.start.round - b.start.round,
  );
  return { rounds, byRound, samples, counts };
}
