import { expect, test } from 'vitest';
import { load, problemsOf } from './fixtures.ts';

/** The gate is written from line 9, column 5. */
const withGates = (...gates: string[]): string => `name: n
image: { builtin: hello }
variants:
  host: { driver: bare }
  runc: { driver: engine }
  gvisor: { driver: engine, runtime: runsc }
experiments: { startup: {}, memory: {}, boundary: {} }
gates:
${gates.map((gate) => `  - ${gate}\n`).join('')}`;

const ruleOf = (gate: string): unknown => load(withGates(gate)).gates![0];

test.each([
  [
    '{ metric: startup.ready.p50, of: gvisor, over: runc, max: 4x }',
    { kind: 'ratio', metric: 'startup.ready.p50', of: 'gvisor', over: 'runc', max: 4, level: 'error' },
  ],
  [
    '{ metric: startup.ready.p50, over: runc, min: 0.5x, max: 4x, level: warn }',
    { kind: 'ratio', metric: 'startup.ready.p50', over: 'runc', min: 0.5, max: 4, level: 'warn' },
  ],
  [
    '{ metric: startup.ready.p50, maxRegression: 5%, minAbs: 20ms }',
    { kind: 'regression', metric: 'startup.ready.p50', maxRegression: 0.05, minAbs: 20, level: 'error' },
  ],
  [
    '{ metric: memory.marginal, maxRegression: 2.5%, minAbs: 4MiB, of: gvisor, over: runc }',
    {
      kind: 'regression',
      metric: 'memory.marginal',
      maxRegression: 0.025,
      minAbs: 4 * 2 ** 20,
      of: 'gvisor',
      over: 'runc',
      level: 'error',
    },
  ],
  [
    '{ metric: startup.rate, maxRegression: 5%, density: 8, parameters: { concurrency: 4 } }',
    {
      kind: 'regression',
      metric: 'startup.rate',
      maxRegression: 0.05,
      minAbs: 0,
      density: 8,
      parameters: { concurrency: 4 },
      level: 'error',
    },
  ],
  [
    '{ metric: startup.ready.p50, of: runc, max: 0.3s, min: 1ms }',
    { kind: 'absolute', metric: 'startup.ready.p50', of: 'runc', max: 300, min: 1, level: 'error' },
  ],
  ['{ metric: startup.rate, min: 2 }', { kind: 'absolute', metric: 'startup.rate', min: 2, level: 'error' }],
  [
    '{ metric: identity.instances, max: 3 }',
    { kind: 'absolute', metric: 'identity.instances', max: 3, level: 'error' },
  ],
  [
    '{ metric: memory.gap, max: 1MiB }',
    { kind: 'absolute', metric: 'memory.gap', max: 2 ** 20, level: 'error' },
  ],
  ['{ successRatio: 99%, of: runc }', { kind: 'success', minSuccess: 0.99, of: 'runc', level: 'error' }],
  [
    '{ check: kernel.boot-id, of: gvisor, outcome: isolated }',
    { kind: 'boundary', check: 'kernel.boot-id', of: 'gvisor', outcomes: ['isolated'], level: 'error' },
  ],
  [
    '{ check: kernel.log, outcome: [isolated, not-testable] }',
    { kind: 'boundary', check: 'kernel.log', outcomes: ['isolated', 'not-testable'], level: 'error' },
  ],
])('%s is a rule', (gate, rule) => {
  expect(ruleOf(gate)).toEqual(rule);
});

test.each([
  [
    'an unknown metric',
    '{ metric: startup.redy.p50, max: 300ms }',
    '15 gates[0].metric: no metric is called "startup.redy.p50"; did you mean "startup.ready.p50"? Known: identity.instances, memory.gap, memory.marginal, startup.rate, startup.ready.p50',
  ],
  [
    'a metric of an experiment that is not asked for',
    '{ metric: sharing.efficiency, min: 0.9 }',
    '15 gates[0].metric: sharing.efficiency is measured by the experiment sharing, which this scenario does not have (it has startup, memory, boundary); add sharing: {} under experiments:',
  ],
  [
    'an unknown variant',
    '{ metric: startup.ready.p50, of: gvsior, max: 300ms }',
    '38 gates[0].of: no variant is called "gvsior"; did you mean "gvisor"? Known: gvisor, host, runc',
  ],
  [
    'an unknown variant to compare with',
    '{ metric: startup.ready.p50, over: crun, max: 4x }',
    '40 gates[0].over: no variant is called "crun"; did you mean "runc"? Known: gvisor, host, runc',
  ],
  [
    'an unknown check',
    '{ check: kernel.bootid, outcome: isolated }',
    '14 gates[0].check: no boundary check is called "kernel.bootid"; did you mean "kernel.boot-id"? Known: kernel.boot-id, kernel.log',
  ],
  [
    'an unknown outcome',
    '{ check: kernel.log, outcome: hidden }',
    '35 gates[0].outcome: expected isolated, shared, leaked or not-testable, or a list of them; got "hidden"',
  ],
  [
    'a variant over itself',
    '{ metric: startup.ready.p50, of: runc, over: runc, max: 4x }',
    '50 gates[0].over: "runc" cannot be compared with itself; name another variant (to see the noise, set twin: true)',
  ],
  [
    'a ratio without a divisor',
    '{ metric: startup.ready.p50, of: runc, max: 4x }',
    '49 gates[0].max: 4x is a ratio, so it needs over: with the name of a variant; without over:, expected a time such as 300ms, because startup.ready.p50 is a time; got "4x"',
  ],
  [
    'a quantity as a ratio',
    '{ metric: startup.ready.p50, over: runc, max: 300ms }',
    '51 gates[0].max: expected a ratio such as 4x, got "300ms"; with `over:` a bound is a ratio, without it a value in the unit of the metric',
  ],
  [
    'a number as a ratio',
    '{ metric: startup.ready.p50, over: runc, max: 4 }',
    '51 gates[0].max: expected a ratio such as 4x, got 4; write 4x',
  ],
  [
    'a wrong unit',
    '{ metric: memory.marginal, max: 300ms }',
    '37 gates[0].max: expected a size such as 4MiB, because memory.marginal is a size; got "300ms"',
  ],
  [
    'a wrong unit of the floor',
    '{ metric: startup.ready.p50, maxRegression: 5%, minAbs: 20MiB }',
    '61 gates[0].minAbs: expected a time such as 300ms, because startup.ready.p50 is a time; got "20MiB"',
  ],
  [
    'a unit where there is none',
    '{ metric: startup.rate, min: 2s }',
    '34 gates[0].min: expected a number of at least 0, such as 0.9, because startup.rate is a rate per second; got "2s"',
  ],
  [
    'bounds the wrong way round',
    '{ metric: startup.ready.p50, min: 2s, max: 300ms }',
    '48 gates[0].max: expected max to be at least min, got max 300ms and min 2s',
  ],
  ['no bound', '{ metric: startup.ready.p50 }', '5 gates[0]: missing; expected max:, min: or maxRegression:'],
  [
    'a fraction for a percentage',
    '{ metric: startup.ready.p50, maxRegression: 0.05 }',
    '49 gates[0].maxRegression: expected a percentage such as 5%, got 0.05; write 5%',
  ],
  [
    'a floor without a regression',
    '{ metric: startup.ready.p50, minAbs: 20ms }',
    '5 gates[0].maxRegression: missing; expected a percentage such as 5%',
  ],
  [
    'a regression of what has no better side',
    '{ metric: memory.gap, maxRegression: 5% }',
    '42 gates[0].maxRegression: memory.gap is neither better when higher nor when lower, so it has no regression; use max: and min: instead, in its own unit or, with over:, as a ratio',
  ],
  [
    'more successes than launches',
    '{ successRatio: 101% }',
    '21 gates[0].successRatio: expected more than 0% and at most 100%, got 101%',
  ],
  [
    'an unknown key',
    '{ metric: startup.ready.p50, max: 300ms, levle: warn }',
    '46 gates[0].levle: unknown key; did you mean "level"? Known: density, level, max, metric, min, of, parameters',
  ],
  [
    'an unknown level',
    '{ successRatio: 99%, level: fatal }',
    '33 gates[0].level: unknown value "fatal"; Known: error, warn',
  ],
  [
    'a text',
    'startup.ready.p50',
    '5 gates[0]: expected a gate, such as { metric: startup.ready.p50, max: 300ms }, got "startup.ready.p50"',
  ],
])('%s is refused where it stands', (_, gate, problem) => {
  expect(problemsOf(withGates(gate))).toEqual([`x.yaml:9:${problem}`]);
});

test('everything that is wrong with all gates is said at once, beside what is wrong elsewhere', () => {
  expect(
    problemsOf(
      `${withGates('{ metric: startup.ready, max: 4x, of: vm }', '{ successRatio: 99 }')}rounds: 0\n`,
    ),
  ).toEqual([
    expect.stringMatching(/^x\.yaml:9:15 gates\[0\]\.metric: no metric is called "startup\.ready"/),
    expect.stringMatching(/^x\.yaml:9:43 gates\[0\]\.of: no variant is called "vm"/),
    'x.yaml:10:21 gates[1].successRatio: expected a percentage such as 5%, got 99; write 99%',
    'x.yaml:11:9 rounds: expected at least 1, got 0',
  ]);
});

test('launches and checks can be gated only where something launches or checks', () => {
  const without = withGates('{ successRatio: 99% }', '{ check: kernel.log, outcome: isolated }').replace(
    '{ startup: {}, memory: {}, boundary: {} }',
    '{ memory: {} }',
  );
  expect(problemsOf(without)).toEqual([
    'x.yaml:9:21 gates[0].successRatio: launches are counted by startup, and this scenario has none of these experiments; add one under experiments:',
    'x.yaml:10:14 gates[1].check: kernel.log is checked by the experiment boundary, which this scenario does not have (it has memory); add boundary: {} under experiments:',
  ]);
});

test('the only variant has nothing to be compared with', () => {
  const alone = withGates('{ metric: startup.ready.p50, over: host, max: 2x }').replace(
    /^ {2}(runc|gvisor):.*\n/gm,
    '',
  );
  expect(problemsOf(alone)).toEqual([
    'x.yaml:7:40 gates[0].over: "host" is the only variant, so there is nothing to compare with it; add another under variants:',
  ]);
});
