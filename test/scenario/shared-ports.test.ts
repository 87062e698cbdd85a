import { expect, test } from 'vitest';
import { load, problemsOf } from './fixtures.ts';

const scenario = (network: string, ready: string, densities: string): string => `name: n
image: { builtin: hello }
workload: { ready: ${ready} }
variants:
  host: { driver: engine, network: ${network} }
experiments:
  startup: { densities: ${densities} }
`;

test('readiness by a port is refused where several instances would need the same one', () => {
  for (const [ready, port] of [['{ tcp: 8080 }', 8080], ['{ http: /health on 80 }', 80]] as const) {
    expect(problemsOf(scenario('host', ready, '[1, 4]'))).toEqual([
      `x.yaml:5:3 variants.host: its instances share the ports of the host, so port ${port} can be ready in one of them only, and startup runs up to 4 at the same time; use ready: { log: TEXT } with a workload that chooses a free port, give the variant a network of its own, or leave it out`,
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
