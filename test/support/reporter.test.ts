import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url));
const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs the fixtures whose names begin so, as a vitest of their own on a machine whose PATH is empty. */
async function runFixtures(
  names: readonly string[],
  environment: Record<string, string> = {},
  args: readonly string[] = [],
) {
  const child = spawn(process.execPath, [VITEST, 'run', '--root', FIXTURES, ...args, ...names], {
    env: { PATH: '/nonexistent', NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { code, output: output + errors, lastLine: output.trimEnd().split('\n').at(-1) };
}

describe('the reporter, in a real test run', { timeout: 60_000 }, () => {
  it('ends with a line of counts and lists the slowest, when all pass', async () => {
    const run = await runFixtures(['passing']);
    expect(run.lastLine, run.output).toBe('1 passed, 0 failed, 0 skipped');
    expect(run.output).toMatch(/Slowest tests\n +\d+\.\d\d s {2}passing\.fixture\.ts › holds\n/);
    expect(run.output).toMatch(/Slowest files\n +\d+\.\d\d s {2}passing\.fixture\.ts\n/);
    expect(run.code).toBe(0);
  });

  it('fails when a test misses something of its machine, and says what', async () => {
    const run = await runFixtures(['passing', 'needing']);
    expect(run.output).toContain(
      'REQUIRED  needing.fixture.ts › asks for more than an empty PATH has: needs runsc: no program runsc on PATH',
    );
    expect(run.lastLine).toBe('1 passed, 0 failed, 1 skipped');
    expect(run.code).toBe(1);
  });

  it('passes when what is missing was declared optional, and still lists the test', async () => {
    const run = await runFixtures(['passing', 'needing'], { ISODENSE_TEST_OPTIONAL: 'chromium, runsc' });
    expect(run.output).toContain('optional  needing.fixture.ts › asks for more than an empty PATH has');
    expect(run.lastLine).toBe('1 passed, 0 failed, 1 skipped');
    expect(run.code, run.output).toBe(0);
  });

  it('fails with vitest when a test fails', async () => {
    const run = await runFixtures(['passing', 'failing']);
    expect(run.lastLine).toBe('1 passed, 1 failed, 0 skipped');
    expect(run.code).toBe(1);
  });

  it('fails when no test ran', async () => {
    const run = await runFixtures(['passing'], {}, ['-t', 'no test is called so']);
    expect(run.output).toContain('No test ran');
    expect(run.lastLine).toBe('0 passed, 0 failed, 0 skipped');
    expect(run.code).toBe(1);
  });
});
