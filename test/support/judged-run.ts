import { judge } from '../../src/gate/judge.ts';
import type { GateRule } from '../../src/model/gate.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import { HOST_CONTROLS } from '../../src/model/host-control.ts';
import type { ControlSummary } from '../../src/model/summary.ts';
import { sampleComparisons } from './sample-summary.ts';

const READY = 'startup.ready.p50';

/** One broken gate, one that holds, one that cannot be decided and one of a bound, on the sample run. */
const SAMPLE_RULES: readonly GateRule[] = [
  {
    kind: 'ratio',
    level: 'error',
    metric: READY,
    of: 'gvisor',
    over: 'runc',
    max: 1.2,
    density: 1,
    parameters: { image: 'present' },
  },
  {
    kind: 'ratio',
    level: 'error',
    metric: READY,
    of: 'vm',
    over: 'runc',
    max: 40,
    density: 1,
    parameters: { image: 'present' },
  },
  {
    kind: 'ratio',
    level: 'warn',
    metric: READY,
    of: 'crun',
    over: 'runc',
    max: 0.83,
    density: 1,
    parameters: { image: 'present' },
  },
  {
    kind: 'absolute',
    level: 'error',
    metric: READY,
    of: 'runc',
    max: 400,
    density: 1,
    parameters: { image: 'present' },
  },
];

/**
 * The same run with its reference measured twice, as `runc` and `runc-twin`, and a host control before every
 * round.
 */
export function twinned(input: ReportInput): ReportInput {
  const { reference, variants, series } = input.summary;
  const twin = `${reference}-twin`;
  const rename = <T extends { readonly variant: string }>(one: T): T => ({ ...one, variant: twin });
  const doubled = series.flatMap((one) =>
    one.variant === reference
      ? [
          one,
          {
            ...rename(one),
            observations: one.observations.map((value, round) => value * (1 + 0.01 * ((round % 3) - 1))),
          },
        ]
      : [one],
  );
  const starts = input.records.filter((record) => record.kind === 'round-start');
  const ofReference = new Map(
    starts
      .filter(({ cell }) => cell.variant === reference)
      .map(({ round }) => [round, round + starts.length]),
  );
  const copies = input.records.flatMap((record) => {
    if (record.round === undefined) return [];
    const round = ofReference.get(record.round);
    if (round === undefined) return [];
    return [
      record.kind === 'round-start'
        ? { ...record, round, cell: rename(record.cell), atMs: record.atMs + 1 }
        : { ...record, round },
    ];
  });
  const controls = HOST_CONTROLS.map((metric, which): ControlSummary => ({
    metric,
    unit: 'ms',
    readings: starts.map(({ round, repetition, cell: { experiment, variant } }) => ({
      round,
      repetition,
      experiment,
      variant,
      value: (8 + which) * (1 + 0.02 * (round % 4)),
    })),
  }));
  return {
    ...input,
    records: [...input.records, ...copies],
    summary: {
      ...input.summary,
      variants: variants.flatMap((variant) =>
        variant.name === reference ? [variant, { ...variant, name: twin, twinOf: reference }] : [variant],
      ),
      series: doubled,
      comparisons: sampleComparisons(doubled, reference),
      controls,
    },
  };
}

/** Judged as `isodense gate` does. */
export function judgedRun(input: ReportInput, rules: readonly GateRule[] = SAMPLE_RULES): ReportInput {
  return { ...input, judgement: judge({ summary: input.summary, rules, testbed: input.manifest.testbed }) };
}
