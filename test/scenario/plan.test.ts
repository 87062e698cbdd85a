import { expect, test } from 'vitest';
import { cellKey, type Cell, type Plan } from '../../src/model/plan.ts';
import { seededRandom } from '../../src/model/random.ts';
import { extendPlan, planRun, type PlanRequest } from '../../src/scenario/plan.ts';

const cell = (experiment: string, variant: string, density: number): Cell => ({
  experiment,
  variant,
  density,
  parameters: {},
});
const request = (name: string, rounds: number, variants: string[], densities: number[]): PlanRequest => ({
  name,
  rounds,
  cells: variants.flatMap((variant) => densities.map((density) => cell(name, variant, density))),
});

/**
 * Plans of many shapes: one to three experiments, one to five variants, one to four densities, one to nine
 * rounds.
 */
const SHAPES = Array.from({ length: 200 }, (_, seed) => {
  const random = seededRandom(seed);
  const upTo = (limit: number): number => 1 + Math.floor(random() * limit);
  const variants = ['host', 'runc', 'crun', 'gvisor', 'vm'].slice(0, upTo(5));
  return {
    seed,
    requests: ['startup', 'memory', 'sharing']
      .slice(0, upTo(3))
      .map((name) => request(name, upTo(9), variants, [1, 2, 4, 8].slice(0, upTo(4)))),
  };
});

const keysOf = (plan: Plan, experiment: string, repetition: number): string[] =>
  plan.rounds
    .filter((round) => round.cell.experiment === experiment && round.repetition === repetition)
    .map((round) => cellKey(round.cell));

test('the same requests and seed give the same plan', () => {
  for (const { requests, seed } of SHAPES) expect(planRun(requests, seed)).toEqual(planRun(requests, seed));
});

test('every cell is planned exactly as often as asked, each time in another repetition', () => {
  for (const { requests, seed } of SHAPES) {
    const plan = planRun(requests, seed);
    for (const { name, rounds, cells } of requests) {
      for (const wanted of cells) {
        const repetitions = plan.rounds
          .filter((round) => cellKey(round.cell) === cellKey(wanted))
          .map((round) => round.repetition);
        expect(repetitions, name).toEqual(Array.from({ length: rounds }, (_, repetition) => repetition));
      }
    }
    expect(plan.rounds).toHaveLength(
      requests.reduce((sum, { rounds, cells }) => sum + rounds * cells.length, 0),
    );
  }
});

test('every odd repetition is the mirror of the one before', () => {
  for (const { requests, seed } of SHAPES) {
    const plan = planRun(requests, seed);
    for (const { name, rounds } of requests) {
      for (let even = 0; even + 1 < rounds; even += 2)
        expect(keysOf(plan, name, even + 1)).toEqual(keysOf(plan, name, even).toReversed());
    }
  }
});

test('indexes count from 0 without a gap and experiments keep the scenario’s order', () => {
  for (const { requests, seed } of SHAPES) {
    const plan = planRun(requests, seed);
    expect(plan.rounds.map((round) => round.index)).toEqual([...plan.rounds.keys()]);
    expect([...new Set(plan.rounds.map((round) => round.cell.experiment))]).toEqual(
      requests.map(({ name }) => name),
    );
  }
});

test('another seed gives another order, and so does the next pair of repetitions', () => {
  const requests = [request('startup', 4, ['host', 'runc', 'crun', 'vm'], [1, 8])];
  expect(planRun(requests, 1).rounds).not.toEqual(planRun(requests, 2).rounds);
  expect(keysOf(planRun(requests, 1), 'startup', 2)).not.toEqual(keysOf(planRun(requests, 1), 'startup', 0));
});

test('each cell comes first about equally often over seeds', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 4_000; seed++) {
    const first = planRun([request('startup', 1, ['a', 'b', 'c', 'd'], [1])], seed).rounds[0]!.cell.variant;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  // Chi-squared with 3 degrees of freedom: 16.3 is its 0.999 quantile.
  expect([...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(
    16.3,
  );
});

test('a steady drift over a pair of repetitions weighs on all cells alike', () => {
  const plan = planRun([request('startup', 8, ['host', 'runc', 'crun', 'vm'], [1, 8])], 11);
  const times = new Map<string, number>();
  for (const round of plan.rounds)
    times.set(cellKey(round.cell), (times.get(cellKey(round.cell)) ?? 0) + round.index);
  expect(new Set(times.values()).size).toBe(1);
});

test('filters leave rounds out and leave the order of the others as it was', () => {
  for (const { requests, seed } of SHAPES) {
    const options = { variants: ['host', 'crun'], experiments: ['memory', 'startup'] };
    const filtered = planRun(requests, seed, options).rounds.map(({ repetition, cell: planned }) => ({
      repetition,
      planned,
    }));
    const full = planRun(requests, seed).rounds.filter(
      (round) =>
        options.variants.includes(round.cell.variant) && options.experiments.includes(round.cell.experiment),
    );
    expect(filtered).toEqual(full.map(({ repetition, cell: planned }) => ({ repetition, planned })));
  }
});

test('asked rounds stand in for the scenario’s in every experiment', () => {
  const plan = planRun([request('startup', 8, ['host'], [1]), request('memory', 2, ['host'], [1])], 1, {
    rounds: 3,
  });
  expect(plan.rounds.map((round) => round.repetition)).toEqual([0, 1, 2, 0, 1, 2]);
});

test('a cell that is listed twice is measured once', () => {
  expect(
    planRun(
      [{ name: 'startup', rounds: 2, cells: [cell('startup', 'host', 1), cell('startup', 'host', 1)] }],
      1,
    ).rounds,
  ).toHaveLength(2);
});

test('nothing asked gives an empty plan', () => {
  expect(planRun([], 1)).toEqual({ seed: 1, order: 'mirrored shuffle', rounds: [] });
});

test('an extended plan measures every cell so many times more, in the order of a longer plan', () => {
  for (const { requests, seed } of SHAPES) {
    const more = 1 + (seed % 4);
    const plan = planRun(requests, seed);
    const extended = extendPlan(plan, requests, more);
    const longer = planRun(
      requests.map((asked) => ({ ...asked, rounds: asked.rounds + more })),
      seed,
    );
    expect(extended.rounds.slice(0, plan.rounds.length)).toEqual(plan.rounds);
    expect(extended.rounds.map(({ index }) => index)).toEqual([...extended.rounds.keys()]);
    for (const { name, rounds } of requests) {
      for (let repetition = 0; repetition < rounds + more; repetition++)
        expect(keysOf(extended, name, repetition)).toEqual(keysOf(longer, name, repetition));
    }
  }
});

test('extending leaves out what the plan left out, and what it is not asked to extend', () => {
  const requests = [
    request('startup', 2, ['host', 'runc', 'vm'], [1, 8]),
    request('memory', 2, ['host', 'runc'], [1]),
  ];
  const plan = planRun(requests, 5, { variants: ['host', 'runc'] });
  const extended = extendPlan(plan, [requests[0]!], 2).rounds.slice(plan.rounds.length);
  expect(new Set(extended.map(({ cell: { experiment, variant } }) => `${experiment} ${variant}`))).toEqual(
    new Set(['startup host', 'startup runc']),
  );
  expect(extended.map(({ repetition }) => repetition)).toEqual([2, 2, 2, 2, 3, 3, 3, 3]);
  expect(
    extendPlan(planRun(requests, 5, { experiments: ['memory'] }), [requests[0]!], 2).rounds,
  ).toHaveLength(4);
});

test('extending twice is extending once by the sum', () => {
  const requests = [request('startup', 3, ['host', 'runc', 'vm'], [1, 8])];
  const plan = planRun(requests, 9);
  expect(extendPlan(extendPlan(plan, requests, 1), requests, 3)).toEqual(extendPlan(plan, requests, 4));
});
