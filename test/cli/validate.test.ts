import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_SCENARIO, isodense, openWorkplace, type Workplace } from './command-line.ts';

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
});
afterEach(() => place[Symbol.dispose]());

describe('validate', () => {
  it('says what it understood of a good scenario', async () => {
    const { code, stdout, stderr } = await isodense('validate', 'scenarios/quickstart.yaml');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^scenarios\/quickstart\.yaml: valid; 5 variants, identity, startup, memory, sharing, \d+ rounds\n$/,
    );
  });

  it('tells programs as JSON', async () => {
    const { stdout } = await place.isodense('validate', place.file('good.yaml', FAKE_SCENARIO), '--json');
    // 3 startup cells and the absent one, 2 variants, 2 rounds; and identity once for each variant.
    expect(JSON.parse(stdout)).toEqual([
      {
        file: 'good.yaml',
        name: 'pretence',
        variants: ['slow', 'fast'],
        experiments: ['identity', 'startup'],
        rounds: 18,
      },
    ]);
  });

  it('ends with 2 and names every mistake with line, column and what was meant', async () => {
    const bad = FAKE_SCENARIO.replace('memory: 20MiB', 'memmory: 20MiB')
      .replace('reference: slow', 'reference: slwo')
      .replace('startup:', 'statup:');
    const { code, stdout, stderr } = await place.isodense('validate', place.file('bad.yaml', bad));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/bad\.yaml:3:12 reference: no variant is called "slwo"; did you mean "slow"\?/);
    expect(stderr).toMatch(/bad\.yaml:5:37 variants\.slow\.memmory: unknown key; did you mean "memory"\?/);
    expect(stderr).toMatch(/bad\.yaml:8:3 experiments\.statup: unknown key; did you mean "startup"\?/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it.each([
    {
      what: 'a file that is not there',
      file: 'nowhere.yaml',
      says: /there is no scenario file nowhere\.yaml/,
    },
    { what: 'a directory', file: '.', says: /\. cannot be read as a scenario/ },
  ])('ends with 2 for $what', async ({ file, says }) => {
    const { code, stderr } = await place.isodense('validate', file);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('defect');
  });
});
