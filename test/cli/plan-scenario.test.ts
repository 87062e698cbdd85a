import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { planFurtherRounds, planScenario } from '../../src/cli/plan-scenario.ts';
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

const plan = (scenario: Scenario, rounds?: number): Plan =>
  planScenario(
    scenario,
    scenario.variants.map(({ name }) => name),
    SEED,
    { rounds },
    CORES,
  );
const measuring = (variant: string, { rounds }: Plan): string[] => [
  ...new Set(rounds.filter(({ cell }) => cell.variant === variant).map(({ cell }) => cell.experiment)),
];

test('a twin is measured where something is compared, and nowhere else', () => {
  const gated = load(
    'gates: [{ metric: startup.ready.p50, of: b, over: a, max: 4x }, { metric: memory.marginal, max: 1GiB }]\n',
  );
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
  expect(
    plan(twin, 5).rounds.filter(({ cell }) => cell.experiment === 'identity' && cell.variant === 'a'),
  ).toHaveLength(1);
});

describe('more rounds', () => {
  const scenario = load('gates: [{ metric: startup.ready.p50, of: b, over: a, max: 4x }]\n');
  const before = plan(scenario);
  const indexes = (chosen: Plan['rounds']): Set<number> => new Set(chosen.map(({ index }) => index));

  test('are as many again as were taken of that experiment, twin included, at the end of the plan', () => {
    const { rounds } = planFurtherRounds(before, scenario, 'startup', indexes(before.rounds), CORES);
    expect(rounds.slice(0, before.rounds.length)).toEqual(before.rounds);
    const added = rounds.slice(before.rounds.length);
    expect(
      new Set(added.map(({ cell, repetition }) => `${cell.experiment} ${cell.variant} ${repetition}`)),
    ).toEqual(
      new Set(
        [3, 4, 5].flatMap((repetition) =>
          ['a', 'b', 'a-twin'].map((variant) => `startup ${variant} ${repetition}`),
        ),
      ),
    );
    expect(indexes(rounds).size).toBe(rounds.length);
  });

  test('go on after what was taken, where an early end had left rounds out', () => {
    const taken = before.rounds.filter(
      ({ cell, repetition }) => cell.experiment !== 'startup' || repetition < 2,
    );
    const { rounds } = planFurtherRounds(before, scenario, 'startup', indexes(taken), CORES);
    expect(rounds.slice(0, taken.length)).toEqual(taken);
    expect(new Set(rounds.slice(taken.length).map(({ repetition }) => repetition))).toEqual(new Set([2, 3]));
  });

  test('are planned for a stored plan with more rounds than a call takes arguments', () => {
    const [first] = before.rounds;
    const stored = {
      ...before,
      rounds: Array.from({ length: 200_000 }, (_, index) => ({
        ...first!,
        index,
        repetition: index % 2,
        cell: { ...first!.cell, experiment: 'startup' },
      })),
    };
    const { rounds } = planFurtherRounds(stored, scenario, 'startup', indexes(stored.rounds), CORES);
    expect(rounds.at(200_000)).toMatchObject({ index: 200_000, repetition: 2 });
  });
});
