import type { RoundRecords } from '../model/metric.ts';
import type { RunRecord } from '../model/records.ts';

/**
 * Records grouped by round, in the order the rounds began. Where a resumed run took a round again, both tries
 * are kept. A round that a torn file leaves without an end has none; records of a round that never began are
 * left out.
 */
export function groupRounds(records: readonly RunRecord[]): RoundRecords[] {
  const groups: { start: RoundRecords['start']; end: RoundRecords['end']; records: RunRecord[] }[] = [];
  const current = new Map<number, (typeof groups)[number]>();
  for (const record of records) {
    if (record.kind === 'round-start') {
      const group = { start: record, end: undefined, records: [] };
      groups.push(group);
      current.set(record.round, group);
    }
    const group = record.round === undefined ? undefined : current.get(record.round);
    if (group === undefined) continue;
    group.records.push(record);
    if (record.kind === 'round-end') group.end = record;
  }
  return groups;
}
