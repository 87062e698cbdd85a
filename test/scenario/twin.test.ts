import { expect, test } from 'vitest';
import { load } from './fixtures.ts';

const scenario = (
  more: string,
  variants = '{ host: { driver: bare }, runc: { driver: engine, memory: 64MiB, command: [serve], env: { A: b } } }',
) =>
  load(`name: n
image: { builtin: hello }
reference: runc
variants: ${variants}
experiments: { startup: {} }
${more}`);
const names = (more: string): string[] => scenario(more).variants.map(({ name }) => name);

test('a twin is the reference in everything but its name', () => {
  const [, runc, twin] = scenario('twin: true\n').variants;
  expect(twin).toEqual({ ...runc, name: 'runc-twin', twinOf: 'runc' });
});

test.each([
  ['no gate', '', false],
  ['a ratio', 'gates: [{ metric: startup.ready.p50, over: runc, max: 4x }]\n', true],
  ['a regression', 'gates: [{ metric: startup.ready.p50, maxRegression: 5% }]\n', true],
  ['bounds only', 'gates: [{ metric: startup.ready.p50, max: 4s }, { successRatio: 99% }]\n', false],
  [
    'a ratio, and no twin asked for',
    'twin: false\ngates: [{ metric: startup.ready.p50, over: runc, max: 4x }]\n',
    false,
  ],
])('with %s there is a twin or not', (_, more, expected) => {
  expect(names(more).includes('runc-twin')).toBe(expected);
});

test('a twin’s name is not another variant’s, and no longer than a name may be', () => {
  const long = 'a'.repeat(31);
  const named = (variants: string, reference: string) =>
    load(
      `name: n\nimage: { builtin: hello }\nreference: ${reference}\ntwin: true\nvariants: ${variants}\nexperiments: { startup: {} }\n`,
    ).variants.find(({ twinOf }) => twinOf === reference)!.name;
  expect(named('{ a: { driver: bare }, a-twin: { driver: bare } }', 'a')).toBe('a-twin2');
  expect(named(`{ ${long}: { driver: bare } }`, long)).toBe(`${'a'.repeat(26)}-twin`);
});
