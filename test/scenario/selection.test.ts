import { expect, test } from 'vitest';
import { select } from '../../src/scenario/selection.ts';
import { load, MINIMAL } from './fixtures.ts';

const scenario = load(`name: n
image: { builtin: hello }
reference: runc
rounds: { min: 6, max: 30, until: 2% }
twin: true
variants: { host: { driver: bare }, runc: { driver: engine } }
experiments: { memory: {} }
`);
const names = (only: readonly string[] | undefined): string[] =>
  select(scenario, { variants: only }).variants.map(({ name }) => name);

test('names that the scenario has, and no names, are accepted', () => {
  expect(() => select(scenario, { variants: ['host'], experiments: ['memory'] })).not.toThrow();
  expect(select(load(MINIMAL), {})).toEqual(load(MINIMAL));
});

test('names that it lacks are refused with the one that was meant', () => {
  expect(() => select(scenario, { variants: ['hosst'] })).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: 'this scenario has no variant called "hosst"',
      hint: 'did you mean "host"? Known: host, runc',
    }),
  );
  expect(() => select(scenario, { experiments: ['mem', 'startup'] })).toThrow(
    'this scenario has no experiment called "mem", "startup"',
  );
});

test('a twin stays and goes with its variant', () => {
  expect(names(undefined)).toEqual(['host', 'runc', 'runc-twin']);
  expect(names(['runc'])).toEqual(['runc', 'runc-twin']);
  expect(names(['host'])).toEqual(['host']);
});

test('a number of rounds on the command line leaves no precision to stop at', () => {
  const precisions = (rounds: number | undefined) =>
    select(scenario, { rounds }).experiments.map(({ precision }) => precision);
  expect(precisions(undefined)).toEqual([{ minRounds: 6, until: 0.02 }]);
  expect(precisions(3)).toEqual([undefined]);
});
