import type { RunManifest } from '../../src/model/manifest.ts';
import type { MetricDefinition, Observation, RoundRecords } from '../../src/model/metric.ts';
import type { Cell } from '../../src/model/plan.ts';
import type { Identity, LaunchRecord, RoundStatus, RunRecord } from '../../src/model/records.ts';
import type { StoredRun } from '../../src/model/run-data.ts';
import type { Observer } from '../../src/summary/collect.ts';

export const HOST_BOOT = 'boot-of-the-host';

const metric = (name: string, better: MetricDefinition['better']): MetricDefinition => ({
  name,
  title: name,
  unit: 'ms',
  better,
  definition: 'as sampled',
  source: 'the test',
});

/** Observes every sample as it was written, at the density and parameters that the sample names. */
export const echo: Observer = {
  name: 'echo',
  metrics: [metric('echo.time', 'lower'), metric('echo.delta', 'neither')],
  observe: ({ start, records }: RoundRecords) => {
    const launches = records.filter((record): record is LaunchRecord => record.kind === 'launch');
    return {
      observations: records.flatMap((record): Observation[] =>
        record.kind === 'sample'
          ? [
              {
                metric: record.metric,
                density: record.density ?? start.cell.density,
                parameters: record.parameters ?? start.cell.parameters,
                value: record.value,
              },
            ]
          : [],
      ),
      attempts: launches.length,
      failures: launches.filter(({ outcome }) => outcome !== 'ready').length,
    };
  },
};

export const cell = (variant: string, density = 1): Cell => ({
  experiment: 'echo',
  variant,
  density,
  parameters: {},
});

export interface RoundFixture {
  readonly round: number;
  readonly repetition?: number;
  readonly cell: Cell;
  readonly samples?: readonly {
    readonly value: number;
    readonly metric?: string;
    readonly density?: number;
  }[];
  readonly launches?: readonly LaunchRecord['outcome'][];
  readonly extra?: readonly RunRecord[];
  /** How it ended; null for a round that was cut off. Default: complete. */
  readonly status?: RoundStatus | null;
  readonly reason?: string;
}

export function round(fixture: RoundFixture): RunRecord[] {
  const { round: index, samples = [], launches = [], extra = [], status = 'complete' } = fixture;
  return [
    {
      kind: 'round-start',
      round: index,
      repetition: fixture.repetition ?? 0,
      cell: fixture.cell,
      atMs: index * 1_000,
    },
    ...launches.map((outcome, instance): RunRecord => ({
      kind: 'launch',
      round: index,
      instance,
      temperature: 'later',
      marks: { intended: 0, requested: 0 },
      outcome,
      ...(outcome === 'ready' ? {} : { error: `launch ${instance} ${outcome}` }),
    })),
    ...samples.map(({ value, metric: name = 'echo.time', density }): RunRecord => ({
      kind: 'sample',
      round: index,
      atMs: 0,
      metric: name,
      value,
      ...(density === undefined ? {} : { density }),
    })),
    ...extra,
    ...(status === null
      ? []
      : [
          {
            kind: 'round-end',
            round: index,
            atMs: index * 1_000 + 500,
            status,
            ...(fixture.reason === undefined ? {} : { reason: fixture.reason }),
          } as const,
        ]),
  ];
}

export function said(index: number, instance: number, identity: Partial<Identity>): RunRecord {
  return {
    kind: 'identity',
    round: index,
    instance,
    identity: {
      hostname: '',
      system: 'Linux',
      kernel: '6.1',
      architecture: 'x86_64',
      address: '',
      bootId: HOST_BOOT,
      ...identity,
    },
  };
}

/** A run with the given records; its variants are `host`, the reference, and the others named. */
export function runOf(
  records: readonly RunRecord[],
  variants: readonly string[] = ['vm'],
  change: Partial<RunManifest> = {},
): StoredRun {
  const names = ['host', ...variants];
  const manifest: RunManifest = {
    schemaVersion: 1,
    tool: { name: 'isodense', version: '0.0.0' },
    id: 'isd-test',
    command: 'isodense run x.yaml',
    seed: 1,
    scenarioFile: 'x.yaml',
    scenarioText: '',
    scenario: {
      name: 'tiny',
      image: { kind: 'builtin', name: 'hello' },
      workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 1_000, env: {} },
      reference: 'host',
      rounds: 2,
      variants: names.map((name) => ({ name, driver: 'd', options: {} })),
      experiments: [{ name: 'echo', options: {}, rounds: 2 }],
    },
    image: null,
    testbed: {
      hostname: 'h',
      operatingSystem: 'o',
      kernel: '6.1',
      bootId: HOST_BOOT,
      architecture: 'x86_64',
      cpuModel: 'c',
      cores: 2,
      memoryBytes: 1,
      swapBytes: 0,
      cgroupVersion: 2,
      virtualization: 'none',
      settings: {},
      nodeVersion: 'v20',
    },
    variants: names.map((name) => ({
      name,
      driver: 'd',
      status: { state: 'measured' },
      versions: { d: '1' },
      label: null,
    })),
    startedAt: '2024-01-01T00:00:00Z',
    endedAt: '2024-01-01T00:01:00Z',
    completeness: 'complete',
    ...change,
  };
  const planned = records.flatMap((record) =>
    record.kind === 'round-start'
      ? [{ index: record.round, repetition: record.repetition, cell: record.cell }]
      : [],
  );
  return {
    directory: 'reports/tiny',
    manifest,
    plan: { seed: 1, order: 'mirrored shuffle', rounds: planned },
    records,
  };
}
