import type { Observation, RoundObservations, RoundRecords } from '../../src/model/metric.ts';
import type { Parameters } from '../../src/model/plan.ts';
import type { LaunchMarks, LaunchRecord, RunRecord, SampleRecord } from '../../src/model/records.ts';

/** Records of one round, written by hand. */
export function roundOf(
  cell: { readonly density: number; readonly parameters?: Parameters },
  ...records: readonly RunRecord[]
): RoundRecords {
  return {
    start: {
      kind: 'round-start',
      round: 0,
      repetition: 0,
      atMs: 0,
      cell: { experiment: 'e', variant: 'v', density: cell.density, parameters: cell.parameters ?? {} },
    },
    end: { kind: 'round-end', round: 0, atMs: 1, status: 'complete' },
    records,
  };
}

export function launch(
  instance: number,
  marks: Partial<LaunchMarks>,
  temperature: LaunchRecord['temperature'] = 'later',
): LaunchRecord {
  return {
    kind: 'launch',
    round: 0,
    instance,
    temperature,
    marks: { intended: 0, requested: 0, ...marks },
    outcome: 'ready',
  };
}

export function failedLaunch(
  instance: number,
  temperature: LaunchRecord['temperature'] = 'later',
): LaunchRecord {
  return {
    kind: 'launch',
    round: 0,
    instance,
    temperature,
    marks: { intended: 0, requested: 0 },
    outcome: 'failed',
    error: 'no',
  };
}

export function sample(metric: string, value: number, where: Partial<SampleRecord> = {}): SampleRecord {
  return { kind: 'sample', round: 0, atMs: 0, metric, value, ...where };
}

/** The value observed, or undefined; throws when there are two, which no metric may have. */
export function valueOf(
  { observations }: RoundObservations,
  metric: string,
  density: number,
  parameters: Parameters = {},
): number | undefined {
  const found = observations.filter(
    (one: Observation) =>
      one.metric === metric &&
      one.density === density &&
      JSON.stringify(one.parameters) === JSON.stringify(parameters),
  );
  if (found.length > 1) throw new Error(`${found.length} observations of ${metric}`);
  return found[0]?.value;
}
