import { expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/load.ts';
import { load, problemsOf, schema } from './fixtures.ts';

const scenario = (network: string, ready: string, densities: string): string => `name: n
image: { builtin: hello }
workload: { ready: ${ready} }
variants:
  host: { driver: engine, network: ${network} }
experiments:
  startup: { densities: ${densities} }
`;

test('readiness by a port is refused where several instances would need the same one', () => {
  for (const [ready, port] of [
    ['{ tcp: 8080 }', 8080],
    ['{ http: /health on 80 }', 80],
  ] as const) {
    expect(problemsOf(scenario('host', ready, '[1, 4]'))).toEqual([
      `x.yaml:5:3 variants.host: its instances share the host's ports, so only one of them can be ready on port ${port}, but startup runs up to 4 at the same time; use ready: { log: TEXT } with a workload that chooses a free port, give the variant its own network, or remove the variant`,
    ]);
  }
});

test.each([
  ['one instance at a time', 'host', '{ tcp: 8080 }', '[1]'],
  ['ports of their own', 'bridge', '{ tcp: 8080 }', '[1, 4]'],
  ['another readiness rule', 'host', '{ log: READY }', '[1, 4]'],
])('it is not refused with %s', (_, network, ready, densities) => {
  expect(load(scenario(network, ready, densities)).name).toBe('n');
});

test('a scenario with more cells than a call takes arguments is checked too, and its cells are listed once for all variants', () => {
  let listed = 0;
  const [startup] = schema.experiments;
  const cells = Array.from({ length: 1_000_000 }, (_, index) => ({
    experiment: 'startup',
    variant: 'host',
    density: 1 + (index % 3),
    parameters: {},
  }));
  const large = { ...schema, experiments: [{ ...startup!, cells: () => ((listed += 1), cells) }] };
  const variants = ['host', 'second', 'third'].map((name) => `  ${name}: { driver: engine, network: host }`);
  const text = scenario('host', '{ tcp: 80 }', '[1]').replace(/ {2}host:.*/, variants.join('\n'));
  const problems = problemsOf(text, (written) =>
    parseScenario(written, { file: 'x.yaml', directory: '/' }, large),
  );
  expect(problems).toHaveLength(3);
  expect(problems[0]).toContain('startup runs up to 3 at the same time');
  expect(listed).toBe(1);
});
