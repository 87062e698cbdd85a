import { expect, test } from 'vitest';
import { ScenarioError } from '../../src/scenario/scenario-error.ts';
import { load, MINIMAL, problemsOf } from './fixtures.ts';

const withVariant = (variant: string): string => MINIMAL.replace('host: { driver: bare }', variant);

test('an unknown key is named with its place, the key that was meant and those that there are', () => {
  expect(problemsOf(withVariant('vm: { driver: machine, memmory: 1GiB }'))).toEqual([
    'x.yaml:4:26 variants.vm.memmory: unknown key; did you mean "memory"? Known: command, cpus, driver, env, image, memory',
  ]);
});

test('everything that is wrong is reported at once, in the order of the file', () => {
  expect(
    problemsOf(`name: n
nmae: n
image: { bultin: hello }
reference: vn
rounds: 0
variants:
  vm: { driver: machine, memory: 128, cpus: 0 }
  VM: { driver: machin }
  x:
experiments:
  statup: {}
  startup: { densities: [1, two], rounds: 1001 }
`),
  ).toEqual([
    expect.stringMatching(
      /^x\.yaml:2:1 nmae: unknown key; did you mean "name"\? Known: experiments, gates, image, name, /,
    ),
    'x.yaml:3:8 image: expected an image: a mapping with exactly one of builtin, ref, build, archive; got "bultin"; did you mean "builtin"? Known: archive, build, builtin, ref',
    'x.yaml:4:12 reference: no variant is called "vn"; did you mean "vm"? Known: VM, vm, x',
    'x.yaml:5:9 rounds: expected at least 1, got 0',
    'x.yaml:7:34 variants.vm.memory: expected a size such as 128MiB, got 128',
    'x.yaml:7:45 variants.vm.cpus: expected at least 1, got 0',
    'x.yaml:8:3 variants.VM: "VM" differs from "vm" only by case; variant names are lower-case and distinct',
    'x.yaml:8:17 variants.VM.driver: unknown value "machin"; did you mean "machine"? Known: bare, engine, machine',
    'x.yaml:9:3 variants.x: expected a mapping, got an empty value',
    'x.yaml:11:3 experiments.statup: unknown key; did you mean "startup"? Known: boundary, identity, memory, sharing, startup',
    'x.yaml:12:29 experiments.startup.densities[1]: expected a whole number, got "two"',
    'x.yaml:12:43 experiments.startup.rounds: expected at most 1000, got 1001',
  ]);
});

test.each([
  [
    'rounds',
    'rounds: many',
    'x.yaml:7:9 rounds: expected a whole number, or { min: 6, max: 30, until: 2% }; got "many"',
  ],
  [
    'rounds',
    'rounds: 2.5',
    'x.yaml:7:9 rounds: expected a whole number, or { min: 6, max: 30, until: 2% }; got 2.5',
  ],
  [
    'rounds',
    'rounds: { min: 6, max: 30 }',
    'x.yaml:7:1 rounds.until: expected a percentage between 0% and 100%, such as 2%, got nothing',
  ],
  ['rounds', 'rounds: { min: 1, max: 30, until: 2% }', 'x.yaml:7:16 rounds.min: expected at least 2, got 1'],
  [
    'rounds',
    'rounds: { min: 9, max: 8, until: 2% }',
    'x.yaml:7:24 rounds.max: expected max to be at least min',
  ],
  [
    'rounds',
    'rounds: { min: 6, max: 30, until: 100% }',
    'x.yaml:7:35 rounds.until: expected a percentage between 0% and 100%, such as 2%, got "100%"',
  ],
  [
    'rounds',
    'rounds: { min: 6, max: 30, until: 0.02 }',
    'x.yaml:7:35 rounds.until: expected a percentage between 0% and 100%, such as 2%, got 0.02',
  ],
  [
    'rounds',
    'rounds: { min: 6, max: 30, until: 2%, up: 1 }',
    'x.yaml:7:39 rounds.up: unknown key; Known: max, min, until',
  ],
  [
    'timeout',
    'workload: { timeout: 60 }',
    'x.yaml:7:22 workload.timeout: expected a time such as 2s, got 60',
  ],
  ['timeout', 'workload: { timeout: 0s }', 'x.yaml:7:22 workload.timeout: expected more than 0'],
  [
    'env',
    'workload: { env: { PORT: 8080 } }',
    'x.yaml:7:26 workload.env.PORT: expected text, got 8080; write "8080", with the quotes',
  ],
  [
    'env',
    'workload: { env: { A=B: x } }',
    'x.yaml:7:20 workload.env.A=B: expected the name of an environment variable: any characters but =',
  ],
  [
    'command',
    'workload: { command: serve }',
    'x.yaml:7:22 workload.command: expected a list, such as [1, 2], got "serve"',
  ],
  [
    'tcp',
    'workload: { ready: { tcp: 70000 } }',
    'x.yaml:7:27 workload.ready.tcp: expected at most 65535, got 70000',
  ],
  [
    'http',
    'workload: { ready: { http: health } }',
    'x.yaml:7:28 workload.ready.http: expected PATH on PORT, such as "/health on 8080", got "health"',
  ],
  [
    'http',
    'workload: { ready: { http: / on 99999 } }',
    'x.yaml:7:28 workload.ready.http: expected a port from 1 to 65535',
  ],
  [
    'ready',
    'workload: { ready: READY }',
    'x.yaml:7:20 workload.ready: expected a readiness rule: a mapping with exactly one of log, tcp, http, exec; got "READY"',
  ],
  [
    'ready',
    'workload: { ready: { log: A, tcp: 1 } }',
    'x.yaml:7:20 workload.ready: expected a readiness rule: a mapping with exactly one of log, tcp, http, exec; got log and tcp',
  ],
  [
    'ready',
    'workload: { ready: {} }',
    'x.yaml:7:20 workload.ready: expected a readiness rule: a mapping with exactly one of log, tcp, http, exec; got an empty one',
  ],
  [
    'interval',
    'workload: { interval: 5ms }',
    'x.yaml:7:13 workload.interval: has no effect, because log readiness is not polled; remove it',
  ],
  [
    'interval',
    'workload: { ready: { tcp: 1 }, interval: 2s, timeout: 1s }',
    'x.yaml:7:32 workload.interval: expected an interval shorter than the timeout; otherwise readiness is checked only once',
  ],
  ['twin', 'twin: runc', 'x.yaml:7:7 twin: expected true or false, got "runc"'],
  [
    'reference',
    'reference: hots',
    'x.yaml:7:12 reference: no variant is called "hots"; did you mean "host"? Known: host',
  ],
])('%s: "%s" is refused where it stands', (_, line, problem) => {
  expect(problemsOf(`${MINIMAL}${line}\n`)).toEqual([problem]);
});

test.each([
  [
    'a missing driver',
    'vm: { memory: 1GiB }',
    'x.yaml:4:3 variants.vm.driver: missing; expected one of bare, engine, machine',
  ],
  [
    'a wrong choice',
    'c: { driver: engine, network: birdge }',
    'x.yaml:4:33 variants.c.network: unknown value "birdge"; did you mean "bridge"? Known: bridge, host, none',
  ],
  [
    'a wrong format',
    'c: { driver: engine, cpuset: first }',
    'x.yaml:4:32 variants.c.cpuset: expected a list of CPUs such as 0 or 0-1,3',
  ],
  [
    'a name that no container may have',
    'a_b: { driver: bare }',
    'x.yaml:4:3 variants.a_b: expected a variant name of at most 31 lower-case letters, digits and hyphens, not starting with a hyphen; got "a_b"',
  ],
])('%s in a variant is refused where it stands', (_, variant, problem) => {
  expect(problemsOf(withVariant(variant))).toEqual([problem]);
});

test('an image of one’s own needs a readiness rule', () => {
  const [problem, ...others] = problemsOf(MINIMAL.replace('builtin: hello', 'ref: nginx'));
  expect(problem).toMatch(
    /^x\.yaml:1:1 workload\.ready: missing; only builtin images print READY\. Write ready: \{ log: TEXT \}/,
  );
  expect(others).toEqual([]);
});

test.each([
  [
    '{ build: ./app, revison: v1 }',
    'x.yaml:2:24 image.revison: unknown key; did you mean "revision"? Known: args, build, dockerfile, revision, target',
  ],
  [
    '{ build: ./app, revision: 12 }',
    'x.yaml:2:34 image.revision: expected text, got 12; write "12", with the quotes',
  ],
  [
    '{ build: ./app, revision: --all }',
    'x.yaml:2:34 image.revision: expected a tag, a branch or a commit, got "--all"',
  ],
  ['{ ref: nginx, revision: v1 }', 'x.yaml:2:22 image.revision: unknown key; Known: ref'],
])('image: %s is refused', (image, problem) => {
  expect(
    problemsOf(`${MINIMAL.replace('{ builtin: hello }', image)}workload: { ready: { log: UP } }\n`),
  ).toEqual([problem]);
});

test('a variant’s image of one’s own needs a readiness rule too', () => {
  expect(problemsOf(withVariant('a: { driver: bare, image: { ref: nginx } }'))).toEqual([
    expect.stringMatching(
      /^x\.yaml:1:1 workload\.ready: missing; only builtin images print READY, and variant "a" has another\. Write ready: /,
    ),
  ]);
});

test('what a variant launches is checked where it stands', () => {
  expect(
    problemsOf(withVariant('a: { driver: bare, image: { builtin: helo }, command: [], env: { A: 1 } }')),
  ).toEqual([
    'x.yaml:4:40 variants.a.image.builtin: unknown value "helo"; did you mean "hello"? Known: hello, hog, lua-5.1, lua-5.4, lua-both, neighbour',
    'x.yaml:4:57 variants.a.command: expected at least 1 in the list, got 0',
    'x.yaml:4:71 variants.a.env.A: expected text, got 1; write "1", with the quotes',
  ]);
});

test('a driver can refuse what its options and the workload cannot do together, even beside other errors', () => {
  expect(
    problemsOf(
      `${withVariant('c: { driver: engine, network: none }')}workload: { ready: { tcp: 80 } }\nround: 3\n`,
    ),
  ).toEqual([
    'x.yaml:4:3 variants.c: tcp readiness needs a network; write network: bridge',
    expect.stringMatching(/^x\.yaml:8:1 round: unknown key; did you mean "rounds"\?/),
  ]);
});

test('no variants and no experiments are refused', () => {
  expect(problemsOf('name: n\nimage: { builtin: hello }\nvariants: {}\nexperiments: {}\n')).toEqual([
    'x.yaml:3:1 variants: expected at least one variant, got none',
    'x.yaml:4:1 experiments: expected at least one experiment, got none',
  ]);
});

test('missing parts are named', () => {
  expect(problemsOf('name: n\n')).toEqual([
    'x.yaml:1:1 image: expected an image: a mapping with exactly one of builtin, ref, build, archive; got nothing',
    'x.yaml:1:1 variants: missing; expected a mapping',
    'x.yaml:1:1 experiments: missing; expected a mapping',
  ]);
});

test('an empty file and a file that is no mapping are refused', () => {
  expect(problemsOf('')).toEqual(['x.yaml:1:1 expected a mapping, got an empty value']);
  expect(problemsOf('- a\n')).toEqual(['x.yaml:1:1 expected a mapping, got a list']);
});

test('a key given twice is refused beside the other errors', () => {
  expect(
    problemsOf(`${withVariant('vm: { driver: machine, memory: 1GiB, memory: 2GiB }')}rounds: 0\n`),
  ).toEqual([
    'x.yaml:4:40 variants.vm.memory: this key is given twice; keep one of them',
    'x.yaml:7:9 rounds: expected at least 1, got 0',
  ]);
});

test.each([
  ['a bracket left open', 'name: [a\nimage: b\n', /^x\.yaml:\d+:\d+ not valid YAML: /],
  ['a tab as indentation', 'variants:\n\tvm: {}\n', /^x\.yaml:2:1 not valid YAML: /],
  ['an alias without an anchor', 'name: n\nimage: *lost\n', /^x\.yaml:2:8 not valid YAML: Unresolved alias/],
  ['two documents', 'name: a\n---\nname: b\n', /^x\.yaml:2:1 not valid YAML: /],
  ['an unknown tag', 'name: !secret a\n', /^x\.yaml:1:7 not valid YAML: Unresolved tag: !secret/],
])('%s is a YAML error with its place', (_, text, problem) => {
  expect(problemsOf(text)).toContainEqual(expect.stringMatching(problem));
});

test('aliases of aliases that would unfold without end are refused, not unfolded', () => {
  const level = (name: string, below: string): string =>
    `${name}: &${name} [${Array.from({ length: 10 }, () => `*${below}`).join(', ')}]\n`;
  const bomb = `a: &a [x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`;
  expect(problemsOf(bomb)[0]).toContain('not valid YAML: Excessive alias count');
});

test('the error is a usage error that carries its problems as data and says how to go on', () => {
  try {
    load(`${MINIMAL}rounds: 0\n`);
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.kind).toBe('usage');
    expect(error.problems).toEqual([
      { line: 7, column: 9, path: 'rounds', text: 'expected at least 1, got 0' },
    ]);
    expect(error.hint).toContain('isodense schema');
  }
});
