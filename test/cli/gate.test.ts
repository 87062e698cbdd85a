import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY } from './command-line.ts';
import { forgetHostControl, PRETENDED } from './pretended-run.ts';

let directory: string;
const env = () => ({
  ...process.env,
  ISODENSE_STATE: join(directory, 'state'),
  ISODENSE_CACHE: join(directory, 'cache'),
  GITHUB_ACTIONS: '',
  GITHUB_STEP_SUMMARY: '',
});

/** The real binary (npm test builds it), as a build server runs it. */
function isodense(
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(REPOSITORY, 'bin/isodense.js'), ...args],
    { cwd: directory, encoding: 'utf8', env: { ...env(), ...more } },
  );
  return { code: status, stdout, stderr };
}

function gate(rules: string, ...options: readonly string[]) {
  writeFileSync(join(directory, 'gates.yaml'), rules);
  return isodense(['gate', 'run', '--gates', 'gates.yaml', ...options]);
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'isodense-gate-'));
  writeFileSync(join(directory, 'pretence.yaml'), PRETENDED);
  const { code, stderr } = isodense(['run', 'pretence.yaml', '--out', 'run', '--seed', '1', '--quiet']);
  expect(code, stderr).toBe(0);
  forgetHostControl(join(directory, 'run'));
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('isodense gate ends', () => {
  it('with 0 when every gate holds, and says what decided', () => {
    const { code, stdout } = gate(
      '- { metric: startup.ready.p50, of: slow, over: quick, max: 40x }\n- { successRatio: 100%, of: slow }\n',
    );
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('✓ PASS');
    expect(stdout).toMatch(/PASS: /);
  });

  it('with 10 when one is broken, with the figures, an annotation, a summary and a failed test case', () => {
    writeFileSync(
      join(directory, 'gates.yaml'),
      '- { metric: startup.ready.p50, of: slow, over: quick, max: 2x }\n',
    );
    const { code, stdout, stderr } = isodense(
      ['gate', 'run', '--gates', 'gates.yaml', '--junit', 'junit.xml', '--summary', 'summary.md'],
      { GITHUB_ACTIONS: 'true' },
    );
    expect(code, stdout).toBe(10);
    expect(stdout).toContain('✗ REGRESSED');
    expect(stderr).toMatch(/^::error title=regressed%3A /);
    expect(readFileSync(join(directory, 'junit.xml'), 'utf8')).toContain('tests="1" failures="1"');
    expect(readFileSync(join(directory, 'summary.md'), 'utf8')).toContain('✗ regressed');
    expect(JSON.parse(readFileSync(join(directory, 'run', 'verdicts.json'), 'utf8'))).toMatchObject({
      outcome: 'failed',
    });
    const page = readFileSync(join(directory, 'run', 'report.html'), 'utf8');
    expect(page).toContain('✗ FAILED.');
    expect(page).toContain('✗ regressed');
  });

  it('with 0 for a broken gate that only warns', () => {
    const { code, stdout } = gate(
      '- { metric: startup.ready.p50, of: slow, over: quick, max: 2x, level: warn }\n',
    );
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('REGRESSED (warns only)');
  });

  it('with 20 under --strict, and 0 without, for one that cannot be decided', () => {
    const rule = '- { metric: startup.ready.p50, of: shaky, over: quick, max: 8x }\n';
    expect(gate(rule).stdout).toContain('? INCONCLUSIVE');
    expect(gate(rule).code).toBe(0);
    expect(gate(rule, '--strict').code).toBe(20);
  });

  it('with 21 without a baseline, with a missing one, and with one of another testbed', () => {
    const rule = '- { metric: startup.ready.p50, of: quick, maxRegression: 5% }\n';
    const without = gate(rule);
    expect(without.code, without.stderr).toBe(21);
    expect(without.stderr).toContain('--baseline');
    expect(gate(rule, '--baseline', 'nowhere.json').code).toBe(21);

    expect(isodense(['baseline', 'save', 'run', 'baseline.json', '--force']).code).toBe(0);
    const elsewhere = JSON.parse(readFileSync(join(directory, 'baseline.json'), 'utf8')) as {
      testbed: { cores: number };
    };
    elsewhere.testbed.cores += 1;
    writeFileSync(join(directory, 'elsewhere.json'), JSON.stringify(elsewhere));
    const { code, stdout } = gate(rule, '--baseline', 'elsewhere.json');
    expect(code, stdout).toBe(21);
    expect(stdout).toContain('cores');
  });

  it('with 0 against a baseline of the same run', () => {
    expect(isodense(['baseline', 'save', 'run', 'baseline.json', '--force']).code).toBe(0);
    const { code, stdout } = gate(
      '- { metric: startup.ready.p50, of: quick, maxRegression: 50% }\n',
      '--baseline',
      'baseline.json',
    );
    expect(code, stdout).toBe(0);
    expect(isodense(['baseline', 'save', 'run', 'baseline.json']).code).toBe(2);
    expect(isodense(['baseline', 'show', 'baseline.json']).stdout).toContain('pretence');
  });

  it('with 2 for no gates, unknown names and a directory without a run, and says how to fix it', () => {
    const none = isodense(['gate', 'run']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('--gates');
    const unknown = gate('- { metric: startup.ready.p5, of: quick, max: 2x, over: slow }\n');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('startup.ready.p50');
    expect(isodense(['gate', 'nowhere']).code).toBe(2);
  });
});
