import type { RoundRecords } from '../../model/metric.ts';
import type { BoundaryOutcome, BoundaryRecord } from '../../model/records.ts';
import type { BoundarySummary } from '../../model/summary.ts';

/**
 * From what is wanted to what is not. A check that came out differently in two rounds is told at its worst.
 */
const WORST_LAST: readonly BoundaryOutcome[] = ['not-testable', 'isolated', 'shared', 'leaked'];

/** The boundary checks of every variant, in the order they were made. */
export function summariseBoundaries(rounds: readonly RoundRecords[]): BoundarySummary[] {
  const variants = new Map<string, Map<string, BoundaryRecord>>();
  for (const { start, records } of rounds) {
    for (const record of records) {
      if (record.kind !== 'boundary') continue;
      const known = variants.get(start.cell.variant) ?? new Map<string, BoundaryRecord>();
      variants.set(start.cell.variant, known);
      const before = known.get(record.check);
      if (before === undefined || rank(record) >= rank(before)) known.set(record.check, record);
    }
  }
  return [...variants].map(([variant, checks]) => ({
    variant,
    checks: [...checks.values()].map(({ check, title, outcome, evidence }) => ({
      check,
      title,
      outcome,
      evidence,
    })),
  }));
}

function rank({ outcome }: BoundaryRecord): number {
  return WORST_LAST.indexOf(outcome);
}
