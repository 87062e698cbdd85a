import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { FAKE_SCENARIO, openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
  place.file('fake.yaml', FAKE_SCENARIO);
});
afterEach(() => place[Symbol.dispose]());

async function planOf(...options: readonly string[]): Promise<Plan> {
  const { code, stdout, stderr } = await place.isodense(
    'run',
    'fake.yaml',
    '--dry-run',
    '--json',
    ...options,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Plan;
}

describe('a dry run', () => {
  it('prints one line a round and makes no run directory', async () => {
    const { code, stdout } = await place.isodense(
      'run',
      'fake.yaml',
      '--dry-run',
      '--seed',
      '7',
      '--out',
      'run',
    );
    expect(code).toBe(0);
    const [head, ...lines] = stdout.trimEnd().split('\n');
    expect(head).toBe('18 rounds, seed 7, order: mirrored shuffle');
    expect(lines).toHaveLength(18);
    expect(lines.filter((line) => line.includes('startup/fast/d3 concurrency=2 image=present'))).toHaveLength(
      2,
    );
    expect(await place.isodense('report', 'run')).toMatchObject({ code: 2 });
  });

  it('gives the same plan for the same seed, and the same rounds in another order for another', async () => {
    const plan = await planOf('--seed', '7');
    const other = await planOf('--seed', '8');
    expect(await planOf('--seed', '7')).toEqual(plan);
    expect(other.rounds).not.toEqual(plan.rounds);
    const cells = ({ rounds }: Plan) => rounds.map(({ cell }) => JSON.stringify(cell)).sort();
    expect(cells(other)).toEqual(cells(plan));
  });

  it('chooses a seed and says which', async () => {
    const first = await planOf();
    expect(await planOf('--seed', String(first.seed))).toEqual(first);
  });

  it('leaves out what was not asked for, identity excepted', async () => {
    const plan = await planOf('--only', 'fast', '--experiment', 'startup', '--rounds', '3');
    expect(new Set(plan.rounds.map(({ cell }) => cell.variant))).toEqual(new Set(['fast']));
    expect(plan.rounds.filter(({ cell }) => cell.experiment === 'startup')).toHaveLength(4 * 3);
    expect(plan.rounds.filter(({ cell }) => cell.experiment === 'identity')).toHaveLength(1);
  });

  it.each([
    { args: ['--only', 'slwo'], says: /no variant called "slwo"\n.*did you mean "slow"\?/ },
    { args: ['--experiment', 'startpu'], says: /no experiment called "startpu"\n.*did you mean "startup"\?/ },
    { args: ['--experiment', 'memory'], says: /no experiment called "memory"\n.*Known: identity, startup/ },
  ])('refuses names that the scenario does not have: $args', async ({ args, says }) => {
    const { code, stderr } = await place.isodense('run', 'fake.yaml', '--dry-run', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });

  it('says where the shipped scenarios are when the file is not there', async () => {
    const { code, stderr } = await place.isodense('run', 'fkae.yaml', '--dry-run');
    expect(code).toBe(2);
    expect(stderr).toContain('there is no scenario file fkae.yaml');
    expect(stderr).toContain('scenarios/quickstart.yaml');
  });
});
