/**
 * What stress-ng says (stress-ng(1), --metrics-brief). A line of its summary:
 * `stress-ng: metrc: [8] cpu  1234  10.00  9.90  0.01  123.40 …`: stressor, operations, seconds of real time,
 * …
 */
const METRIC = /^stress-ng: (?:metrc|info): +\[\d+\] +[\w-]+ +(\d+) +(\d+\.\d+) /;
const COMPLAINT =
  /^stress-ng: (?:error|fail|warn): +\[\d+\] +(.*)$|^stress-ng: info: +\[\d+\] +(.*(?:skipp|not implemented|unsupported).*)$/;

/** The line with which it says that its stressors are about to run. */
export const BEGUN = 'dispatching hogs';

/**
 * Operations per second of all stressors together; undefined where there is no summary (it was killed
 * before).
 */
export function operationsPerSecond(lines: readonly string[]): number | undefined {
  const rates = lines.flatMap((line) => {
    const [, operations, seconds] = METRIC.exec(line) ?? [];
    return operations === undefined || Number(seconds) === 0 ? [] : [Number(operations) / Number(seconds)];
  });
  return rates.length === 0 ? undefined : rates.reduce((sum, rate) => sum + rate, 0);
}

/** Its last complaint, or nothing. */
export function complaintIn(lines: readonly string[]): string {
  const complaints = lines.flatMap((line) => {
    const [, problem, skipped] = COMPLAINT.exec(line) ?? [];
    return problem ?? skipped ?? [];
  });
  return complaints.at(-1) ?? '';
}
