import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { abScenario, type AbRequest } from '../../src/scenario/ab.ts';

const TEXT = `name: app
image: { build: ., revision: v1 }
workload: { ready: { log: READY } }
reference: kata
twin: false
rounds: 12
variants:
  runc: { driver: docker, runtime: runc, network: none }
  kata: { driver: docker, runtime: kata }
experiments: { startup: { densities: [1] } }
gates: [{ metric: startup.ready.p50, of: kata, over: runc, max: 4x }]
`;

interface Derived {
  readonly variants: Readonly<Record<'a' | 'b', Readonly<Record<string, unknown>>>>;
  readonly [field: string]: unknown;
}

function derive(request: Partial<AbRequest>, text = TEXT): Derived {
  return parse(
    abScenario(text, {
      variant: 'runc',
      a: [],
      b: [],
      metrics: ['startup.ready.p50'],
      maxRegression: '5%',
      ...request,
    }),
  ) as Derived;
}
const b = (...written: string[]) => derive({ b: written }).variants.b;

describe('a scenario of two configurations', () => {
  it('has both sides of the one variant, a twin of a, and a gate of b over a for each metric; and keeps the rest', () => {
    expect(derive({ b: ['runtime=crun'], metrics: ['startup.ready.p50', 'memory.attributed'] })).toEqual({
      name: 'app-ab',
      question: 'Is runc worse with runtime=crun (b) than with the scenario as it is (a)?',
      image: { build: '.', revision: 'v1' },
      workload: { ready: { log: 'READY' } },
      rounds: 12,
      reference: 'a',
      twin: true,
      variants: {
        a: { driver: 'docker', runtime: 'runc', network: 'none' },
        b: { driver: 'docker', runtime: 'crun', network: 'none' },
      },
      experiments: { startup: { densities: [1] } },
      gates: ['startup.ready.p50', 'memory.attributed'].map((metric) => ({
        metric,
        of: 'b',
        over: 'a',
        maxRegression: '5%',
      })),
    });
  });

  it('reads values as YAML, and commas as ends only where another key follows', () => {
    expect(b('cpus=0.5,capDrop=[ALL,SYS_ADMIN],readOnly=true', 'engine=tcp://127.0.0.1:2375')).toMatchObject({
      cpus: 0.5,
      capDrop: ['ALL', 'SYS_ADMIN'],
      readOnly: true,
      engine: 'tcp://127.0.0.1:2375',
    });
    expect(b('env.LEVEL=debug,env.MODE=fast')).toMatchObject({ env: { LEVEL: 'debug', MODE: 'fast' } });
  });

  it('builds the scenario’s own image at another revision, and takes any other image in its place', () => {
    expect(b('image.revision=HEAD')['image']).toEqual({ build: '.', revision: 'HEAD' });
    expect(b('image.ref=nginx:1.27')['image']).toEqual({ ref: 'nginx:1.27' });
    expect(b('image.revision=v2,image.build=other')['image']).toEqual({ build: 'other', revision: 'v2' });
  });

  it('starts from the only variant when none is named', () => {
    const single = TEXT.replace(/ {2}kata.*\n/, '').replace('reference: kata\n', '');
    expect(derive({ variant: undefined, b: ['network=host'] }, single).variants.b).toMatchObject({
      runtime: 'runc',
      network: 'host',
    });
  });

  it.each([
    ['no variant among several', { variant: undefined }, /the scenario has runc, kata/],
    ['a variant that it has not', { variant: 'rnc' }, /no variant of the scenario is called "rnc"/],
    ['a side that is not KEY=VALUE', { b: ['crun'] }, /expected KEY=VALUE, got "crun"/],
    ['a side without a value', { a: ['runtime='] }, /expected KEY=VALUE, got "runtime="/],
  ])('is refused for %s', (_, request, message) => {
    expect(() => derive(request)).toThrow(message);
  });
});
