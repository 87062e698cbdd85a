import { experiments } from '../../src/experiments/registry.ts';
import type { PlannedRound, Cell } from '../../src/model/plan.ts';
import type { Identity, RunRecord } from '../../src/model/records.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import type { IdentitySummary, VariantSummary } from '../../src/model/summary.ts';
import { summariseBoundaries } from '../../src/experiments/boundary/summarise.ts';
import { summariseDensities } from '../../src/experiments/density/summarise.ts';
import { summariseReadiness } from '../../src/experiments/startup/summarise.ts';
import { groupRounds } from '../../src/summary/rounds.ts';
import { Random } from './random.ts';
import { launches, memoryRound, sharingRound, startupRound, type RoundWriter } from './sample-rounds.ts';
import { ASKED_MOST, boundaryRound, densityRound, interferenceRound, timeline } from './sample-isolation.ts';
import { SampleSeries, sampleComparisons } from './sample-summary.ts';
import { SAMPLE_VARIANTS, type SampleVariant } from './sample-variants.ts';

/** Those that a run needs for the first look: without them the report has no measured isolation. */
export const FIRST_LOOK = ['startup', 'memory', 'sharing'] as const;
type SampleExperiment = (typeof FIRST_LOOK)[number] | 'density' | 'interference' | 'boundary';

export interface SampleOptions {
  /** Rounds of every cell; default 8. */
  readonly rounds?: number;
  /** Variants by name, in the order of the report; default all five. */
  readonly variants?: readonly string[];
  readonly experiments?: readonly SampleExperiment[];
  /** Every launch fails. */
  readonly onlyFailures?: boolean;
  /** Extra host samples in the raw records, spread over the run. */
  readonly extraSamples?: number;
  /** Instead of the first variant's name, the host's name, and every other free text. */
  readonly hostileText?: string;
  readonly seed?: number;
}

const METRICS = experiments.flatMap(({ metrics }) => metrics);
const CORES = 2;
const HOST_BOOT_ID = '7b6f0c1e-0000-4000-8000-000000000001';
const MEMORY_DENSITIES = [1, 4, 8, 16];

/** A complete run that never happened: the same options give the same bytes. */
export function sampleRun(options: SampleOptions = {}): ReportInput {
  const random = new Random(options.seed ?? 7);
  const rounds = options.rounds ?? 8;
  const asked = options.experiments ?? [...FIRST_LOOK, 'density', 'interference', 'boundary'];
  const wanted = SAMPLE_VARIANTS.filter(({ name }) => options.variants?.includes(name) ?? true);
  const variants = wanted.map((variant, index) =>
    options.hostileText !== undefined && index === 0 ? { ...variant, name: options.hostileText } : variant,
  );
  const text = options.hostileText ?? '';
  const planned = plan(variants, asked, rounds, random);
  const records: RunRecord[] = [];
  const series = new SampleSeries();
  let atMs = 0;
  for (const { index, repetition, cell } of planned) {
    const variant = variants.find(({ name }) => name === cell.variant)!;
    const push = (record: RunRecord): void => void records.push(record);
    const failing =
      options.onlyFailures === true ? 1 : variant.driver === 'qemu' && cell.density > 1 ? 0.04 : 0;
    push({ kind: 'round-start', round: index, repetition, cell, atMs });
    const writer: RoundWriter = { round: index, cell, variant, random, series, failing, atMs, push };
    const end =
      options.onlyFailures === true
        ? launches(writer, Math.min(16, cell.density), 1, false).end
        : roundOf(writer, text);
    timeline(writer, end);
    ownCost(writer, end);
    const failed = options.onlyFailures === true;
    push({
      kind: 'round-end',
      round: index,
      atMs: end,
      status: failed ? 'failed' : 'complete',
      ...(failed ? { reason: `no instance became ready${text}` } : {}),
    });
    atMs = end + 500;
  }
  for (let extra = 0; extra < (options.extraSamples ?? 0); extra++) {
    records.push({
      kind: 'sample',
      round: extra % Math.max(1, planned.length),
      atMs: extra,
      metric: 'memory.available',
      value: 2e10 - extra,
      density: 1 + (extra % 16),
    });
  }
  const complete = groupRounds(records);
  const readiness = summariseReadiness(complete, 7);
  const [densities, boundaries] = [summariseDensities(complete), summariseBoundaries(complete)];
  const all = options.onlyFailures === true ? [] : series.series(METRICS);
  const reference = variants.find(({ name }) => name === 'runc')?.name ?? variants[0]!.name;
  return {
    directory: '/var/tmp/runs/sample',
    records,
    metrics: METRICS.filter(({ name }) => all.some(({ metric }) => metric === name)),
    plan: { seed: 7, order: 'mirrored shuffle', rounds: planned },
    manifest: {
      schemaVersion: 1,
      tool: { name: 'isodense', version: '0.1.0' },
      id: 'isd-sample0001',
      command: 'isodense run scenarios/quickstart.yaml --seed 7',
      seed: 7,
      scenarioFile: 'scenarios/quickstart.yaml',
      scenarioText: `# one image, five ways${text}\nname: quickstart\nimage: { builtin: hello }\n`,
      scenario: {
        name: `quickstart${text}`,
        question: `How many copies of one image fit on this host, and how well are they kept apart?${text}`,
        image: { kind: 'builtin', name: 'hello' },
        workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 30_000, env: {} },
        reference,
        rounds,
        variants: variants.map(({ name, driver }) => ({ name, driver, options: {} })),
        experiments: asked.map((name) => ({ name, options: {}, rounds })),
      },
      image: {
        description: `builtin hello${text}`,
        digest: `sha256:${'3f'.repeat(32)}`,
        architecture: 'amd64',
        foreign: false,
      },
      testbed: {
        hostname: `bench-01${text}`,
        operatingSystem: 'Debian GNU/Linux 12',
        kernel: '6.18.2',
        bootId: HOST_BOOT_ID,
        architecture: 'x86_64',
        cpuModel: 'AMD EPYC 7B13',
        cores: CORES,
        memoryBytes: 24 * 2 ** 30,
        swapBytes: 0,
        cgroupVersion: 1,
        virtualization: 'kvm',
        settings: {
          KSM: 'off',
          'transparent huge pages': 'madvise',
          governor: `unknown${text}`,
          overcommit: '0',
        },
        nodeVersion: '20.20.2',
      },
      variants: summaries(variants, text).map(({ name, driver, status, versions, label }) => ({
        name,
        driver,
        status,
        versions,
        label,
      })),
      startedAt: '2025-05-06T09:30:00.000Z',
      endedAt: new Date(Date.parse('2025-05-06T09:30:00.000Z') + atMs).toISOString(),
      completeness: 'complete',
    },
    summary: {
      schemaVersion: 1,
      scenario: `quickstart${text}`,
      reference,
      variants: summaries(variants, text),
      series: all,
      comparisons: sampleComparisons(all, reference),
      identities: options.onlyFailures === true ? [] : variants.map((variant) => identity(variant, text)),
      ...(readiness.length === 0 ? {} : { readiness }),
      ...(densities.length === 0 ? {} : { densities }),
      ...(boundaries.length === 0 ? {} : { boundaries }),
      warnings: [
        {
          code: 'steal',
          message: `host steal reached 1.4% in 3 rounds${text}`,
          advice: 'measure on an idle host, or read those rounds with care',
          count: 3,
        },
      ],
    },
  };
}

function roundOf(writer: RoundWriter, text: string): number {
  switch (writer.cell.experiment) {
    case 'startup':
      return startupRound(writer);
    case 'memory':
      return memoryRound(writer, MEMORY_DENSITIES);
    case 'density':
      return densityRound(writer);
    case 'interference':
      return interferenceRound(writer);
    case 'boundary':
      return boundaryRound(writer, text);
    default:
      return sharingRound(writer, CORES);
  }
}

function plan(
  variants: readonly SampleVariant[],
  experiments: readonly string[],
  rounds: number,
  random: Random,
): PlannedRound[] {
  const cells = variants.flatMap(({ name: variant }): Cell[] => [
    { experiment: 'startup', variant, density: 1, parameters: { concurrency: 1, image: 'absent' } },
    { experiment: 'startup', variant, density: 1, parameters: { concurrency: 1, image: 'present' } },
    { experiment: 'startup', variant, density: 16, parameters: { concurrency: 1, image: 'present' } },
    { experiment: 'startup', variant, density: 16, parameters: { concurrency: 4, image: 'present' } },
    { experiment: 'memory', variant, density: MEMORY_DENSITIES.at(-1)!, parameters: {} },
    { experiment: 'sharing', variant, density: CORES * 4, parameters: { cores: CORES } },
    { experiment: 'sharing', variant, density: 2, parameters: { weights: '200:100' } },
    { experiment: 'sharing', variant, density: 1, parameters: { quota: 0.5 } },
    { experiment: 'density', variant, density: ASKED_MOST, parameters: {} },
    { experiment: 'interference', variant, density: 5, parameters: { arm: 'unlimited' } },
    { experiment: 'interference', variant, density: 5, parameters: { arm: 'limited' } },
    { experiment: 'boundary', variant, density: 2, parameters: {} },
  ]);
  const asked = cells.filter(({ experiment }) => experiments.includes(experiment));
  const orders = Array.from({ length: rounds }, (_, repetition) => ({
    repetition,
    cells: random.shuffle(asked),
  }));
  return orders
    .flatMap(({ repetition, cells: order }) => order.map((cell) => ({ repetition, cell })))
    .map((round, index) => ({ index, ...round }));
}

function ownCost({ round, random, push, cell, variant }: RoundWriter, atMs: number): void {
  if (cell.density === 1) {
    const configuration = { ...variant.configuration };
    push({ kind: 'configuration', round, variant: variant.name, configuration });
  }
  push({ kind: 'sample', round, atMs, metric: 'harness.cpu', value: 0.021 * random.around(0.1) });
  push({ kind: 'sample', round, atMs, metric: 'harness.eventLoopDelay', value: 1.1 * random.around(0.1) });
  push({ kind: 'sample', round, atMs, metric: 'harness.memory', value: 88 * 2 ** 20 * random.around(0.02) });
  push({ kind: 'sample', round, atMs, metric: 'host.steal', value: 0.004 * random.around(0.5) });
}

function summaries(variants: readonly SampleVariant[], text: string): VariantSummary[] {
  const measured = variants.map(({ name, driver, label, versions, configuration }) => ({
    name,
    driver,
    status: { state: 'measured' as const },
    versions,
    label: label === null ? null : label + text,
    configuration,
  }));
  const unavailable = {
    state: 'unavailable' as const,
    reason: `the engine has no runtime named kata${text}`,
    hint: 'install kata-containers and register it in /etc/docker/daemon.json',
  };
  return [
    ...measured,
    { name: 'kata', driver: 'docker', status: unavailable, versions: {}, label: null, configuration: {} },
  ];
}

function identity(variant: SampleVariant, text: string): IdentitySummary {
  const networked = variant.configuration['network'] === 'bridge';
  const instances = [0, 1, 2].map((instance): Identity => ({
    hostname:
      (variant.ownHostname ? `${variant.name}-${(0x3fa1 + instance * 977).toString(16)}` : 'bench-01') + text,
    system: 'isodense hello 1',
    architecture: 'x86_64',
    kernel: variant.kernel === 'shared' ? '6.18.2' : variant.driver === 'qemu' ? '6.1.0-cloud' : '4.4.0',
    address: networked ? `172.30.0.${instance + 2}` : variant.ownHostname ? '' : '10.0.0.5',
    bootId:
      variant.kernel === 'shared' ? HOST_BOOT_ID : variant.driver === 'qemu' ? `vm-boot-${instance}` : '',
  }));
  return {
    variant: variant.name,
    instances,
    distinctHostnames: variant.ownHostname ? 3 : 1,
    distinctAddresses: networked ? 3 : variant.ownHostname ? 0 : 1,
    kernel: variant.kernel,
    systemsToPatch: variant.driver === 'qemu' ? 4 : variant.kernel === 'own' ? 2 : 1,
  };
}
