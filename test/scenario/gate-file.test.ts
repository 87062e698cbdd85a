import { expect, test } from 'vitest';
import { parseGates } from '../../src/scenario/gate-file.ts';
import { load, problemsOf, schema } from './fixtures.ts';

const stored = load(`name: n
image: { builtin: hello }
twin: true
variants: { host: { driver: bare }, runc: { driver: engine } }
experiments: { startup: {} }
`);
const parse = (text: string) => parseGates(text, { file: 'gates.yaml' }, schema, stored);
const GATE = '{ metric: startup.ready.p50, of: runc, over: host, max: 4x }';

test('a gate file is a list, bare or under gates', () => {
  const rules = [
    { kind: 'ratio', level: 'error', metric: 'startup.ready.p50', of: 'runc', over: 'host', max: 4 },
  ];
  expect(parse(`- ${GATE}\n`)).toEqual(rules);
  expect(parse(`gates:\n  - ${GATE}\n`)).toEqual(rules);
});

test('names are those of the stored scenario, without its twin', () => {
  expect(problemsOf('- { metric: startup.ready.p50, of: host-twin, max: 1s }\n', parse)).toEqual([
    'gates.yaml:1:36 [0].of: no variant is called "host-twin"; Known: host, runc',
  ]);
  expect(problemsOf('gates: [{ metric: memory.marginal, max: 1MiB }]\n', parse)[0]).toContain(
    'gates.yaml:1:19 gates[0].metric: memory.marginal is measured by the experiment memory',
  );
});

test.each([
  [
    'nothing',
    '',
    'gates.yaml:1:1 expected a list of gates, at the top level or under gates:, got an empty value',
  ],
  ['an empty list', '[]\n', 'gates.yaml:1:1 expected at least one gate, got none'],
  [
    'a mapping of something else',
    'gates: 3\n',
    'gates.yaml:1:8 gates: expected a list of gates, at the top level or under gates:, got 3',
  ],
  [
    'a second key',
    `gates: [${GATE}]\nlevel: warn\n`,
    'gates.yaml:2:1 level: unknown key; the only key of a gate file is gates:',
  ],
  ['no YAML', '- [a\n', expect.stringContaining('not valid YAML')],
])('%s is refused', (_, text, problem) => {
  expect(problemsOf(text, parse)).toEqual([problem]);
});
