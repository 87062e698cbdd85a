import { expect, test } from 'vitest';
import { z } from 'zod';
import { extendScenarioPlan, planScenario } from '../../src/cli/plan-scenario.ts';
import { experiments } from '../../src/experiments/registry.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { buildScenarioSchema } from '../../src/scenario/schema.ts';

const CORES = 2;
const SEED = 4;

function load(more: string): Scenario {
  const schema = buildScenarioSchema([{ name: 'bare', options: z.strictObject({}) }], experiments);
  const text = `name: n
image: { builtin: hello }
variants: { a: { driver: bare }, b: { driver: bare } }
experiments: { identity: {}, startup: { densities: [1], rounds: 3 }, memory: { rounds: 2 }, boundary: {} }
${more}`;
  return parseScenario(text, { file: 'x.yaml', directory: '/' }, schema);
}

const plan = (scenario: Scenario, rounds?: number): Plan => planScenario(scenario, scenario.variants.map(({ name }) => name), SEED, { rounds }, CORES);
const measuring = (variant: string, { rounds }: Plan): string[] => [...new Set(rounds.filter(({ cell }) => cell.variant === variant).map(({ cell }) => cell.experiment))];

test('a twin is measured where something is compared, and nowhere else', () => {
  const gated = load('gates: [{ metric: startup.ready.p50, of: b, over: a, max: 4x }, { metric: memory.marginal, max: 1GiB }]\n');
  expect(measuring('a-twin', plan(gated))).toEqual(['startup']);
  expect(measuring('a', plan(gated))).toEqual(['identity', 'startup', 'memory', 'boundary']);
});

test('a twin without comparing gates is measured in everything that is repeated', () => {
  expect(measuring('a-twin', plan(load('twin: true\n')))).toEqual(['startup', 'memory']);
});

test('rounds of the command line decide what is repeated, facts excepted', () => {
  const twin = load('twin: true\n');
  expect(measuring('a-twin', plan(twin, 1))).toEqual([]);
  expect(measuring('a-twin', plan(twin, 2))).toEqual(['startup', 'memory', 'boundary']);
  expect(plan(twin, 5).rounds.filter(({ cell }) => cell.experiment === 'identity' && cell.variant === 'a')).toHaveLength(1);
});

test('an extended plan repeats what is repeated, twin included, and no fact that is taken always', () => {
  const scenario = load('gates: [{ metric: startup.ready.p50, of: b, over: a, max: 4x }]\n');
  const added = (options: Parameters<typeof extendScenarioPlan>[3]) => {
    const before = plan(scenario);
    return extendScenarioPlan(before, scenario, 2, options, CORES).rounds.slice(before.rounds.length);
  };
  expect(new Set(added({ experiments: ['startup'] }).map(({ cell, repetition }) => `${cell.variant} ${repetition}`))).toEqual(new Set(['a 3', 'b 3', 'a-twin 3', 'a 4', 'b 4', 'a-twin 4']));
  expect(new Set(added({}).map(({ cell }) => cell.experiment))).toEqual(new Set(['startup', 'memory', 'boundary']));
});
