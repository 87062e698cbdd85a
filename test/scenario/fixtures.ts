import { z } from 'zod';
import { byteSize, limitFields } from '../../src/model/fields.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { ScenarioError } from '../../src/scenario/scenario-error.ts';
import { buildScenarioSchema, type DriverFields, type ExperimentFields } from '../../src/scenario/schema.ts';

/** Small stand-ins for the registries, so that these tests change only when scenarios do. */
export const drivers: DriverFields[] = [
  { name: 'bare', summary: 'no isolation', options: z.strictObject({}) },
  {
    name: 'engine',
    options: z.strictObject({ runtime: z.string().default('runc'), network: z.enum(['none', 'bridge', 'host']).default('none'), memory: byteSize().optional(), ...limitFields }),
    conflicts: (options, workload) =>
      (options as { network: string }).network === 'none' && workload.ready.kind === 'tcp' ? 'tcp readiness needs a network; write network: bridge' : undefined,
  },
  { name: 'machine', options: z.strictObject({ memory: byteSize().prefault('128MiB'), cpus: z.int().min(1).default(1) }) },
];

const experiments: ExperimentFields[] = [
  {
    name: 'startup',
    question: 'How long until it is ready?',
    options: z.strictObject({ densities: z.array(z.int().min(1)).min(1).default([1, 8]), concurrency: z.array(z.int().min(1)).default([1]) }),
    defaultRounds: 12,
  },
  { name: 'memory', options: z.strictObject({}) },
];

export const schema = buildScenarioSchema(drivers, experiments);

export function load(text: string): Scenario {
  return parseScenario(text, { file: 'x.yaml', directory: '/home/user/scenarios' }, schema);
}

/** The messages of a scenario that must not load. */
export function problemsOf(text: string): string[] {
  try {
    load(text);
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
