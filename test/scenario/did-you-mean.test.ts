import { expect, test } from 'vitest';
import { nearestWord, suggestion } from '../../src/scenario/did-you-mean.ts';

test.each([
  ['memmory', 'memory'],
  ['mmeory', 'memory'],
  ['Memory', 'memory'],
  ['cpu', 'cpus'],
  ['netwrok', 'network'],
])('%s is taken for %s', (word, meant) => {
  expect(nearestWord(word, ['cpus', 'memory', 'network'])).toBe(meant);
});

test('a word that is far from all is taken for none', () => {
  expect(nearestWord('gates', ['cpus', 'memory', 'network'])).toBeUndefined();
  expect(suggestion('gates', ['memory', 'cpus'])).toBe('Known: cpus, memory');
  expect(suggestion('gates', [])).toBe('Known: none');
});
