import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../cli/command-line.ts';
import { needs } from '../support/requirements.ts';
import { runAction, type ActionRun } from '../support/github/runner.ts';

/** Bounds in milliseconds are so far from what is pretended that no host is slow enough to move a verdict. */
const scenario = (gate: string): string => `name: pretence
image: { builtin: hello }
twin: false
rounds: 6
variants:
  slow:  { driver: fake, ready: 100ms }
  shaky: { driver: fake, ready: 5ms, jitter: 400ms }
experiments:
  startup: { densities: [1], concurrency: [1], absent: false }
gates:
  - ${gate}
`;
const HOLDS = '{ metric: startup.ready.p50, of: slow, max: 60s }';
const BROKEN = '{ metric: startup.ready.p50, of: slow, max: 50ms }';
const UNDECIDED = '{ metric: startup.ready.p50, of: shaky, max: 210ms }';
const AGAINST_BASELINE = '{ metric: startup.ready.p50, of: slow, maxRegression: 5% }';

/** Like GitHub's: the action in one place, and in another the repository that uses it. */
let root: string;
let action: string;
let workspace: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'isodense-action-'));
  action = join(root, 'action');
  mkdirSync(action);
  // What a clone has, and what set-up has made of it here: making it again takes a network and half a minute.
  // Times tell set-up what is stale.
  for (const name of [
    'action.yml',
    'assets',
    'bin',
    'dist',
    'images',
    'package.json',
    'package-lock.json',
    'scripts',
    'src',
    'tsconfig.build.json',
    'tsconfig.json',
  ]) {
    cpSync(join(REPOSITORY, name), join(action, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(action, 'node_modules'));
});
beforeEach((test) => {
  needs(test, 'busybox');
  workspace = mkdtempSync(join(root, 'workspace-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const run = (inputs: Readonly<Record<string, string>>): ActionRun =>
  runAction(
    action,
    workspace,
    { install: 'false', rounds: '4', 'run-options': '--only slow', ...inputs },
    { ISODENSE_STATE: join(root, 'state'), ISODENSE_CACHE: join(root, 'cache') },
  );
const gated = (
  gate: string,
  inputs: Readonly<Record<string, string>> = {},
  name = 'gated.yaml',
): ActionRun => {
  writeFileSync(join(workspace, name), scenario(gate));
  return run({ scenario: name, ...inputs });
};

// Each is several starts of the command line, on a machine that may have other work.
describe('the action', { timeout: 180_000 }, () => {
  it('passes when the gates hold, says so in the job summary, and leaves the run to be uploaded', () => {
    const { code, steps, outputs, summary, log } = gated(HOLDS);
    expect(code, log).toBe(0);
    expect(steps).toEqual(['set-up', 'measure', 'judge']);
    const directory = join(workspace, 'isodense-run');
    expect(outputs).toEqual({
      verdict: 'pass',
      'exit-code': '0',
      'run-directory': directory,
      report: join(directory, 'report.html'),
    });
    expect(readFileSync(outputs['report']!, 'utf8')).toContain('✓ PASS');
    expect(summary).toContain('| ✓ pass | startup.ready.p50 slow');
    expect(log).toContain('over 4 rounds');
    expect(readdirSync(workspace).sort()).toEqual(['gated.yaml', 'isodense-run']);
  });

  it('fails with 10 when a gate is broken, annotates it, and leaves the run all the same', () => {
    const { code, outputs, summary, log } = gated(BROKEN, { out: 'results/red' });
    expect(code, log).toBe(10);
    expect(outputs).toMatchObject({
      verdict: 'failed',
      'exit-code': '10',
      'run-directory': join(workspace, 'results/red'),
    });
    expect(log).toMatch(/^::error title=regressed%3A startup\.ready\.p50 slow/m);
    expect(summary).toContain('✗ regressed');
    for (const file of ['report.html', 'run.json', 'verdicts.json', 'junit.xml'])
      expect(existsSync(join(workspace, 'results/red', file)), file).toBe(true);
  });

  it('fails with 2 for a scenario that does not validate, and judges nothing', () => {
    const { code, steps, outputs, log } = gated(HOLDS.replace('slow', 'slwo'));
    expect(code, log).toBe(2);
    expect(steps).toEqual(['set-up', 'measure']);
    expect(outputs).toEqual({ verdict: 'none', 'exit-code': '2', 'run-directory': '', report: '' });
    expect(log).toMatch(/gated\.yaml:11:\d+ gates\[0\]\.of: .*did you mean "slow"/);
    expect(log).toContain('::error title=isodense::nothing was judged: isodense run ended with exit code 2');
  });

  it('fails with 20 under strict when a gate cannot be decided', () => {
    expect(gated(UNDECIDED, { strict: 'true', rounds: '', 'run-options': '' })).toMatchObject({
      code: 20,
      outputs: { verdict: 'inconclusive', 'exit-code': '20' },
    });
  });

  it('fails with 21 when the baseline is not there, after it has measured', () => {
    const { code, outputs } = gated(AGAINST_BASELINE, { baseline: 'nowhere.json' });
    expect([code, outputs['verdict'], existsSync(outputs['report']!)]).toEqual([21, 'none', true]);
  });

  it('judges by a file of further gates, and confirms a red on more rounds', () => {
    writeFileSync(join(workspace, 'further.yaml'), `- ${BROKEN}\n`);
    const { code, log } = gated(HOLDS, {
      gates: 'further.yaml',
      confirm: 'true',
      'run-options': '--only slow\n--seed 3',
    });
    expect(code, log).toBe(10);
    expect(log).toContain('Measuring 4 more rounds of startup');
    expect(log).toContain('over 8 rounds');
  });

  it.each([
    ['no scenario', { scenario: '' }, 'input scenario: expected the path of a scenario file, got nothing'],
    [
      'a scenario that is not there',
      { scenario: 'nowhere.yaml' },
      'input scenario: there is no file nowhere.yaml',
    ],
    ['a choice that is none', { strict: 'yes' }, 'input strict: expected true or false, got yes'],
    ['a run directory that is taken', { out: 'taken' }, 'taken already holds a run'],
  ])('fails with 2 for %s, before anything is set up', (_, inputs, says) => {
    mkdirSync(join(workspace, 'taken'));
    writeFileSync(join(workspace, 'taken/run.json'), '{}');
    const { code, steps, outputs, log } = gated(HOLDS, inputs);
    expect([code, steps, outputs['exit-code'], outputs['verdict']], log).toEqual([
      2,
      ['set-up'],
      '2',
      'none',
    ]);
    expect(log).toContain(`::error title=isodense::${says.startsWith('input') ? says : ''}`);
    expect(log).toContain(says);
  });

  it('takes inputs as text, whatever a shell would make of them', () => {
    const name = 'a $(touch pwned) `touch pwned`"; touch pwned; \'.yaml';
    const { code, outputs, log } = gated(
      HOLDS,
      { out: '--json $(touch pwned)', 'run-options': '--only *' },
      name,
    );
    expect(code, log).toBe(2); // the star is no variant, and nothing is called `pwned`
    expect(log).toContain('"*"');
    expect(outputs['verdict']).toBe('none');
    const good = gated(HOLDS, { out: '--json $(touch pwned)' }, name);
    expect(good.code, good.log).toBe(0);
    expect(readdirSync(workspace).sort()).toEqual(['--json $(touch pwned)', name].sort());
  });
});
