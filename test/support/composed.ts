import { reports } from '../../src/experiments/registry.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import { composeReport, type Report } from '../../src/report/compose.ts';

/** A run with what all experiments say of it. */
export function composed(input: ReportInput): Report {
  return composeReport(input, reports);
}
