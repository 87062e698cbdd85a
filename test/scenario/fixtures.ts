import { z } from 'zod';
import { byteSize, limitFields } from '../../src/model/fields.ts';
import type { MetricDefinition } from '../../src/model/metric.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import type { Unit } from '../../src/model/units.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { ScenarioError } from '../../src/scenario/scenario-error.ts';
import { buildScenarioSchema, type DriverFields, type ExperimentFields } from '../../src/scenario/schema.ts';

/** Small stand-ins for the registries, so that these tests change only when scenarios do. */
export const drivers: DriverFields[] = [
  { name: 'bare', summary: 'no isolation', options: z.strictObject({}) },
  {
    name: 'engine',
    options: z.strictObject({
      runtime: z.string().default('runc'),
      network: z.enum(['none', 'bridge', 'host']).default('none'),
      memory: byteSize().optional(),
      ...limitFields,
    }),
    conflicts: (options, workload) =>
      (options as { network: string }).network === 'none' && workload.ready.kind === 'tcp'
        ? 'tcp readiness needs a network; write network: bridge'
        : undefined,
    sharesPorts: (options) => (options as { network: string }).network === 'host',
  },
  {
    name: 'machine',
    options: z.strictObject({ memory: byteSize().prefault('128MiB'), cpus: z.int().min(1).default(1) }),
  },
];

function metric(name: string, unit: Unit, better: MetricDefinition['better']): MetricDefinition {
  return { name, title: name, unit, better, definition: '', source: '' };
}

const experiments: ExperimentFields[] = [
  {
    name: 'startup',
    countsLaunches: true,
    question: 'How long until it is ready?',
    options: z.strictObject({
      densities: z.array(z.int().min(1)).min(1).default([1, 8]),
      concurrency: z.array(z.int().min(1)).default([1]),
    }),
    defaultRounds: 12,
    image: 'workload',
    cells: (options, variant) =>
      (options as { densities: number[] }).densities.map((density) => ({
        experiment: 'startup',
        variant,
        density,
        parameters: {},
      })),
    metrics: [metric('startup.ready.p50', 'ms', 'lower'), metric('startup.rate', 'per second', 'higher')],
  },
  {
    name: 'memory',
    options: z.strictObject({}),
    metrics: [metric('memory.marginal', 'bytes', 'lower'), metric('memory.gap', 'bytes', 'neither')],
  },
  {
    name: 'sharing',
    options: z.strictObject({}),
    metrics: [metric('sharing.efficiency', 'ratio', 'higher')],
  },
  {
    name: 'identity',
    options: z.strictObject({}),
    always: true,
    metrics: [metric('identity.instances', 'count', 'neither')],
  },
  { name: 'boundary', options: z.strictObject({}), checks: ['kernel.boot-id', 'kernel.log'] },
];

export const schema = buildScenarioSchema(drivers, experiments);

export function load(text: string): Scenario {
  return parseScenario(text, { file: 'x.yaml', directory: '/home/user/scenarios' }, schema);
}

/** The messages of a scenario that must not load. */
export function problemsOf(text: string, parse: (text: string) => unknown = load): string[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n');
    throw error;
  }
  throw new Error('expected the scenario to be refused, and it was accepted');
}

export const MINIMAL = `name: minimal
image: { builtin: hello }
variants:
  host: { driver: bare }
experiments:
  memory: {}
`;
