import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGates, loadScenario } from '../../src/cli/load-scenario.ts';
import { technologies } from '../../src/drivers/registry.ts';
import type { Plan } from '../../src/model/plan.ts';
import { FAKE_SCENARIO, openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
});
afterEach(() => place[Symbol.dispose]());

const GATED = `${FAKE_SCENARIO}  boundary: {}
gates:
  - { metric: startup.ready.p50, of: fast, over: slow, max: 4x }
  - { metric: startup.makespan, maxRegression: 5%, minAbs: 20ms, level: warn }
  - { check: limits.memory, of: fast, outcome: [isolated, not-testable] }
  - { successRatio: 99% }
`;

async function variantsOf(...options: string[]): Promise<Set<string>> {
  const { code, stdout, stderr } = await place.isodense(
    'run',
    place.file('gated.yaml', GATED),
    '--dry-run',
    '--json',
    ...options,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return new Set((JSON.parse(stdout) as Plan).rounds.map(({ cell }) => `${cell.experiment} ${cell.variant}`));
}

describe('a scenario with gates', () => {
  it('plans a twin of the reference where something is compared, also beside --only', async () => {
    const all = await variantsOf();
    expect([...all].filter((cell) => cell.includes('twin'))).toEqual(['startup slow-twin']);
    expect(all).toContain('boundary fast');
    expect([...(await variantsOf('--only', 'slow'))].sort()).toEqual([
      'boundary slow',
      'identity slow',
      'startup slow',
      'startup slow-twin',
    ]);
    expect([...(await variantsOf('--only', 'fast'))].sort()).toEqual([
      'boundary fast',
      'identity fast',
      'startup fast',
    ]);
  });

  it('ends with 2 before anything runs when a gate names what is not measured, with every mistake where it stands', async () => {
    const bad = GATED.replace('startup.ready.p50', 'startup.raedy.p50')
      .replace('20ms', '20MiB')
      .replace('limits.memory', 'limits.memroy')
      .replace('  boundary: {}\n', '');
    const { code, stderr } = await place.isodense('validate', place.file('bad.yaml', bad));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /bad\.yaml:10:15 gates\[0\]\.metric: no metric is called "startup\.raedy\.p50"; did you mean "startup\.ready\.p50"\?/,
    );
    expect(stderr).toMatch(
      /bad\.yaml:11:60 gates\[1\]\.minAbs: expected a time such as 300ms, because startup\.makespan is a time; got "20MiB"/,
    );
    expect(stderr).toMatch(
      /bad\.yaml:12:14 gates\[2\]\.check: no boundary check is called "limits\.memroy"; did you mean "limits\.memory"\?/,
    );
  });
});

describe('a gate file', () => {
  const gates = (text: string) => {
    const { scenario } = loadScenario(place.file('fake.yaml', FAKE_SCENARIO), place.directory, technologies);
    return loadGates(place.file('gates.yaml', text), place.directory, technologies, scenario);
  };

  it('is checked against the scenario that was run', () => {
    expect(gates('- { metric: startup.ready.p50, of: fast, max: 300ms }\n')).toEqual([
      { kind: 'absolute', level: 'error', metric: 'startup.ready.p50', of: 'fast', max: 300 },
    ]);
    expect(() => gates('- { metric: memory.marginal, of: fast, max: 3MiB }\n')).toThrow(
      /^gates\.yaml:1:13 \[0\]\.metric: memory\.marginal is measured by the experiment memory, which this scenario does not have/,
    );
  });

  it('must be there', () => {
    const { scenario } = loadScenario(place.file('fake.yaml', FAKE_SCENARIO), place.directory, technologies);
    expect(() => loadGates('nowhere.yaml', place.directory, technologies, scenario)).toThrow(
      expect.objectContaining({ kind: 'usage', message: 'there is no gate file nowhere.yaml' }),
    );
  });
});
