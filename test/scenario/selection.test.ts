import { expect, test } from 'vitest';
import { checkSelection } from '../../src/scenario/selection.ts';
import { load, MINIMAL } from './fixtures.ts';

const scenario = load(MINIMAL);

test('names that the scenario has, and no names, are accepted', () => {
  expect(() => checkSelection(scenario, { variants: ['host'], experiments: ['memory'] })).not.toThrow();
  expect(() => checkSelection(scenario, {})).not.toThrow();
});

test('names that it lacks are refused with the one that was meant', () => {
  expect(() => checkSelection(scenario, { variants: ['hosst'] })).toThrow(expect.objectContaining({ kind: 'usage', message: 'this scenario has no variant called "hosst"', hint: 'did you mean "host"? Known: host' }));
  expect(() => checkSelection(scenario, { experiments: ['mem', 'startup'] })).toThrow('this scenario has no experiment called "mem", "startup"');
});
