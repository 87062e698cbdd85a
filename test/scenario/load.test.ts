import { expect, test } from 'vitest';
import { BUILTIN_IMAGES as BUILDABLE } from '../../src/image/sources/builtin.ts';
import { BUILTIN_IMAGES } from '../../src/scenario/image-fields.ts';
import { load, MINIMAL } from './fixtures.ts';

test('a minimal scenario gets every default', () => {
  expect(load(MINIMAL)).toEqual({
    name: 'minimal',
    question: undefined,
    image: { kind: 'builtin', name: 'hello' },
    workload: { ready: { kind: 'log', text: 'READY' }, timeoutMs: 60_000, command: undefined, env: {} },
    reference: 'host',
    rounds: 8,
    variants: [{ name: 'host', driver: 'bare', options: {} }],
    experiments: [{ name: 'memory', options: {}, rounds: 8 }],
  });
});

test('a full scenario keeps what it says, with units parsed and driver and rounds taken out of the options', () => {
  const scenario = load(`
name: full-1.2
question: Which is faster?
image: { ref: "nginx:1.27" }
workload:
  ready: { http: /health on 8080 }
  timeout: 2min
  interval: 50ms
  command: [serve, "--fast"]
  env: { PORT: "8080" }
reference: vm
rounds: 6
variants:
  runc: { driver: engine, network: bridge, memory: 64MiB, cpuQuota: 0.5 }
  vm: { driver: machine, memory: 1GiB }
experiments:
  startup: { densities: [1, 32], rounds: 3 }
  memory: {}
`);
  expect(scenario).toEqual({
    name: 'full-1.2',
    question: 'Which is faster?',
    image: { kind: 'ref', ref: 'nginx:1.27' },
    workload: {
      ready: { kind: 'http', path: '/health', port: 8080, intervalMs: 50 },
      timeoutMs: 120_000,
      command: ['serve', '--fast'],
      env: { PORT: '8080' },
    },
    reference: 'vm',
    rounds: 6,
    variants: [
      {
        name: 'runc',
        driver: 'engine',
        options: { runtime: 'runc', network: 'bridge', memory: 64 * 2 ** 20, cpuQuota: 0.5 },
      },
      { name: 'vm', driver: 'machine', options: { memory: 2 ** 30, cpus: 1 } },
    ],
    experiments: [
      { name: 'startup', options: { densities: [1, 32], concurrency: [1] }, rounds: 3 },
      { name: 'memory', options: {}, rounds: 6 },
    ],
  });
});

test.each([
  ['log: UP', { kind: 'log', text: 'UP' }],
  ['tcp: 80', { kind: 'tcp', port: 80, intervalMs: 10 }],
  ['http: / on 80', { kind: 'http', path: '/', port: 80, intervalMs: 10 }],
  ['exec: [test, -f, /up]', { kind: 'exec', command: ['test', '-f', '/up'], intervalMs: 10 }],
])('ready: { %s } is a rule', (rule, expected) => {
  expect(load(`${MINIMAL}workload: { ready: { ${rule} } }\n`).workload.ready).toEqual(expected);
});

test.each([
  ['{ build: ./app }', { kind: 'build', directory: '/home/user/scenarios/app' }],
  [
    '{ build: ./app, revision: v1.2 }',
    { kind: 'build', directory: '/home/user/scenarios/app', revision: 'v1.2' },
  ],
  ['{ archive: ../app.tar }', { kind: 'archive', file: '/home/user/app.tar' }],
  ['{ archive: /srv/app.tar }', { kind: 'archive', file: '/srv/app.tar' }],
])('paths in image: %s count from the scenario’s directory', (image, expected) => {
  expect(
    load(MINIMAL.replace('{ builtin: hello }', image) + 'workload: { ready: { log: UP } }\n').image,
  ).toEqual(expected);
});

test('rounds come from the experiment, then the scenario, then the experiment’s usual number, then 8', () => {
  const rounds = (own: string, all: string) =>
    load(`${MINIMAL}  startup: { ${own} }\n${all}`).experiments.map((experiment) => experiment.rounds);
  expect(rounds('rounds: 3', 'rounds: 5')).toEqual([5, 3]);
  expect(rounds('', 'rounds: 5')).toEqual([5, 5]);
  expect(rounds('', '')).toEqual([8, 12]);
});

test('rounds with a precision are the most that are taken, where an experiment does not say otherwise', () => {
  const { rounds, experiments } = load(
    `${MINIMAL}  startup: { rounds: 4 }\n  sharing: { rounds: { min: 3, max: 9, until: 5% } }\nrounds: { min: 6, max: 30, until: 2% }\n`,
  );
  expect(rounds).toBe(30);
  expect(experiments.map(({ rounds: most, precision }) => ({ most, precision }))).toEqual([
    { most: 30, precision: { minRounds: 6, until: 0.02 } },
    { most: 4, precision: undefined },
    { most: 9, precision: { minRounds: 3, until: 0.05 } },
  ]);
});

test('a variant can launch another image, command and environment than the others', () => {
  const { variants } = load(
    `${MINIMAL.replace('host: { driver: bare }', 'a: { driver: machine, image: { build: ./new }, command: [serve], env: { MODE: fast } }\n  b: { driver: machine }')}workload: { ready: { log: UP } }\n`,
  );
  expect(variants).toEqual([
    {
      name: 'a',
      driver: 'machine',
      options: { memory: 128 * 2 ** 20, cpus: 1 },
      image: { kind: 'build', directory: '/home/user/scenarios/new' },
      command: ['serve'],
      env: { MODE: 'fast' },
    },
    { name: 'b', driver: 'machine', options: { memory: 128 * 2 ** 20, cpus: 1 } },
  ]);
});

test('variants and experiments stay in the order of the file, numeric names included', () => {
  const scenario = load(`name: n
image: { builtin: hello }
variants: { z: { driver: bare }, 10: { driver: bare }, 2: { driver: bare }, a: { driver: bare } }
experiments: { startup: {}, memory: {} }
`);
  expect(scenario.variants.map(({ name }) => name)).toEqual(['z', '10', '2', 'a']);
  expect(scenario.reference).toBe('z');
  expect(scenario.experiments.map(({ name }) => name)).toEqual(['startup', 'memory']);
});

test('anchors and aliases share options between variants', () => {
  const { variants } = load(
    MINIMAL.replace('host: { driver: bare }', 'a: &same { driver: machine, memory: 1GiB }\n  b: *same'),
  );
  expect(variants.map(({ options }) => options)).toEqual([
    { memory: 2 ** 30, cpus: 1 },
    { memory: 2 ** 30, cpus: 1 },
  ]);
});

test('the builtin images that a scenario may name are those that can be built', () => {
  expect(BUILTIN_IMAGES).toEqual(BUILDABLE);
});
