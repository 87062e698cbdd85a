import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunManifest } from '../../src/model/manifest.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { openWorkplace, type Workplace } from './command-line.ts';

const SCENARIO = `name: pretence
image: { builtin: hello }
rounds: 6
variants:
  quick: { driver: fake, ready: 5ms }
  other: { driver: fake, ready: 9ms }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false }
`;

let place: Workplace;
beforeEach(() => {
  place = openWorkplace();
  place.file('fake.yaml', SCENARIO);
});
afterEach(() => place[Symbol.dispose]());

/**
 * A change and a tolerance so large that no load of the test machine makes the twin or the host control
 * exceed the one, or hides the other.
 */
const SLOWER = ['--variant', 'quick', '--b', 'ready=100ms', '--max-regression', '150%'] as const;
const ab = (...options: readonly string[]) =>
  place.isodense('ab', 'fake.yaml', '--out', 'run', '--quiet', ...options);
const read = <T>(name: string) => JSON.parse(readFileSync(join(place.directory, 'run', name), 'utf8')) as T;

describe('isodense ab', () => {
  it('measures both sides and a twin in one run, judges b by a, and leaves what gate leaves', async () => {
    const { code, stdout, stderr } = await ab(...SLOWER, '--seed', '3', '--json');
    expect(code, stderr).toBe(10);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'failed',
      verdicts: [{ word: 'regressed', variant: 'b', against: { kind: 'variant', name: 'a' }, rounds: 6 }],
    });
    expect(read<Judgement>('verdicts.json').noise).toMatchObject([{ variant: 'a', twin: 'a-twin' }]);
    expect(read<RunManifest>('run.json')).toMatchObject({
      command: 'isodense ab fake.yaml --variant quick --b ready=100ms --max-regression 150% --seed 3',
      variants: [{ name: 'a' }, { name: 'a-twin' }, { name: 'b' }],
    });
    expect(readFileSync(join(place.directory, 'run', 'report.html'), 'utf8')).toContain('✗ FAILED.');
    expect(existsSync(join(place.directory, 'run', 'junit.xml'))).toBe(true);
  });

  it('confirms a red in the same run when asked to', async () => {
    await ab(...SLOWER, '--confirm');
    expect(read<Judgement>('verdicts.json').verdicts).toMatchObject([
      { word: 'regressed', rounds: 12, advice: expect.stringContaining('on more rounds too') },
    ]);
  });

  it('holds any metric that the scenario measures against the bound that is given', async () => {
    const { stdout } = await ab(
      '--variant',
      'quick',
      '--b',
      'ready=10ms',
      '--metric',
      'startup.makespan,startup.create.p50',
      '--max-regression',
      '900%',
    );
    expect(stdout).toContain('startup.makespan b');
    expect(stdout).toContain('startup.create.p50 b');
    expect(stdout).not.toContain('REGRESSED');
  });

  it('plans without measuring', async () => {
    const { code, stdout } = await place.isodense(
      'ab',
      'fake.yaml',
      '--variant',
      'quick',
      '--b',
      'ready=9ms',
      '--dry-run',
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('startup/a-twin/d1')]);
  });

  it.each([
    [
      'an option that the driver has not',
      ['--variant', 'quick', '--b', 'redy=9ms'],
      'variants.b.redy: unknown key; did you mean "ready"?',
    ],
    [
      'a metric that nothing measures',
      ['--variant', 'quick', '--metric', 'memory.attributed'],
      'gates[0].metric: memory.attributed is measured by the experiment memory',
    ],
    [
      'a bound that is no percentage',
      ['--variant', 'quick', '--max-regression', '5'],
      'expected a percentage such as 5%',
    ],
    [
      'an experiment without a usual figure',
      ['--variant', 'quick', '--experiment', 'identity'],
      'name one with --metric',
    ],
    ['no variant', [], 'name it: --variant quick'],
  ])('ends with 2 for %s, says where, and measures nothing', async (_, options, message) => {
    const { code, stderr } = await ab('--b', 'ready=9ms', ...options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(place.directory, 'run'))).toBe(false);
  });
});
