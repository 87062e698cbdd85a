import { judge } from '../../src/gate/judge.ts';
import type { Baseline } from '../../src/model/baseline.ts';
import type { GateRule } from '../../src/model/gate.ts';
import type { Series, Summary, VariantSummary } from '../../src/model/summary.ts';
import type { Testbed } from '../../src/model/testbed.ts';
import type { Judgement, MeasuredVerdict, Verdict } from '../../src/model/verdict.ts';

export const TESTBED: Testbed = {
  hostname: 'h',
  operatingSystem: 'Debian 12',
  kernel: '6.1.0',
  bootId: 'b',
  architecture: 'amd64',
  cpuModel: 'A CPU',
  cores: 2,
  memoryBytes: 16 * 2 ** 30,
  swapBytes: 0,
  cgroupVersion: 2,
  virtualization: 'none',
  settings: { swappiness: '60' },
  nodeVersion: 'v20.19.0',
};

/** Eight rounds around 200 ms that vary by about 1%, in the same way for all. */
const JITTER = [1, 1.012, 0.991, 1.004, 0.987, 1.009, 0.996, 1.002];
/** What one variant's rounds have for themselves. */
const OWN: Readonly<Record<string, readonly number[]>> = {
  a: [0, 0, 0, 0, 0, 0, 0, 0],
  b: [0.004, -0.003, 0.002, -0.004, 0.001, 0.003, -0.002, 0],
  twin: [-0.002, 0.003, 0.001, -0.003, 0.002, 0, -0.001, 0.002],
};

/** The values of a variant, `factor` times those of `a`. */
export function around(variant: string, factor = 1, rounds = 8): number[] {
  return JITTER.slice(0, rounds).map(
    (jitter, round) => 200 * factor * jitter * (1 + (OWN[variant]?.[round] ?? 0)),
  );
}

export function series(variant: string, observations: readonly number[], rest: Partial<Series> = {}): Series {
  return {
    experiment: 'startup',
    variant,
    density: 1,
    parameters: {},
    metric: 'startup.ready.p50',
    unit: 'ms',
    better: 'lower',
    rounds: observations.length,
    observations,
    repetitions: [...observations.keys()],
    median: 0,
    mean: 0,
    ci95: null,
    attempts: 0,
    failures: 0,
    ...rest,
  };
}

export function variant(name: string, rest: Partial<VariantSummary> = {}): VariantSummary {
  return {
    name,
    driver: 'fake',
    status: { state: 'measured' },
    versions: {},
    label: null,
    configuration: {},
    ...rest,
  };
}

export function summary(all: readonly Series[], rest: Partial<Summary> = {}): Summary {
  const names = [...new Set(all.map((one) => one.variant))];
  return {
    schemaVersion: 1,
    scenario: 's',
    reference: 'a',
    variants: names.map((name) => variant(name)),
    series: all,
    comparisons: [],
    identities: [],
    warnings: [],
    ...rest,
  };
}

export function judged(
  of: Summary,
  rule: GateRule | readonly GateRule[],
  baseline?: Baseline,
  testbed: Testbed = TESTBED,
): Judgement {
  return judge({ summary: of, rules: [rule].flat(), testbed, baseline });
}

export function verdict(
  of: Summary,
  rule: GateRule,
  baseline?: Baseline,
  testbed: Testbed = TESTBED,
): Verdict {
  const { verdicts } = judged(of, rule, baseline, testbed);
  if (verdicts.length !== 1)
    throw new Error(`expected one verdict, got ${verdicts.map(({ title }) => title).join(', ')}`);
  return verdicts[0]!;
}

/** The one verdict, on figures of a metric. */
export function measured(of: Summary, rule: GateRule): MeasuredVerdict {
  return asMeasured(verdict(of, rule));
}

export function asMeasured(found: Verdict | undefined): MeasuredVerdict {
  if (found?.kind !== 'measured') throw new Error(`expected a measured verdict, got ${found?.cause}`);
  return found;
}

const READY = { level: 'error', metric: 'startup.ready.p50' } as const;
export const ratio = (rest: object = {}): GateRule => ({
  ...READY,
  kind: 'ratio',
  of: 'b',
  over: 'a',
  max: 4,
  ...rest,
});
export const regression = (rest: object = {}): GateRule => ({
  ...READY,
  kind: 'regression',
  of: 'b',
  over: 'a',
  maxRegression: 0.05,
  minAbs: 0,
  ...rest,
});
export const absolute = (rest: object = {}): GateRule => ({
  ...READY,
  kind: 'absolute',
  of: 'a',
  max: 300,
  ...rest,
});
export const againstBaseline = (rest: object = {}): GateRule => ({
  ...READY,
  kind: 'regression',
  of: 'a',
  maxRegression: 0.05,
  minAbs: 0,
  ...rest,
});

/** `a` and `b` of one run, `b` by a factor slower. */
export function pair(factor: number, rest: Partial<Series> = {}): Summary {
  return summary([series('a', around('a'), rest), series('b', around('b', factor), rest)]);
}
