import { describe, expect, it } from 'vitest';
import { summarize, type TestOutcome } from './run-summary.ts';

function outcome(name: string, given: Partial<TestOutcome> = {}): TestOutcome {
  return {
    file: 'a.test.ts',
    name,
    milliseconds: 1,
    state: 'passed',
    reason: undefined,
    excused: false,
    ...given,
  };
}

const FILES = [{ name: 'a.test.ts', milliseconds: 10, ok: true }];

describe('the end of a test run', () => {
  it('passes when every test passed', () => {
    expect(summarize({ tests: [outcome('one')], files: FILES, filtered: false }).failed).toBe(false);
  });

  it('names the ten slowest tests, slowest first, and no more', () => {
    const tests = Array.from({ length: 12 }, (_, index) =>
      outcome(`test ${index}`, { milliseconds: index * 1000 }),
    );
    const { lines } = summarize({ tests, files: [], filtered: false });
    const named = lines.filter((line) => line.includes('a.test.ts › test'));
    expect(named).toHaveLength(10);
    expect(named[0]).toContain('11.00 s  a.test.ts › test 11');
    expect(named[9]).toContain('2.00 s  a.test.ts › test 2');
  });

  it('fails for a test that is skipped without a reason', () => {
    const { lines, failed } = summarize({
      tests: [outcome('one'), outcome('two', { state: 'skipped' })],
      files: FILES,
      filtered: false,
    });
    expect(failed).toBe(true);
    expect(lines).toContain('  REQUIRED  a.test.ts › two: no reason given');
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
  });

  it('does not count the tests that a name pattern left out', () => {
    const tests = [outcome('one'), outcome('left out', { state: 'skipped' })];
    const { lines, failed } = summarize({ tests, files: FILES, filtered: true });
    expect(failed).toBe(false);
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped');
  });

  it('still fails under a name pattern for a selected test whose requirement is missing', () => {
    const tests = [outcome('one'), outcome('two', { state: 'skipped', reason: 'needs runsc' })];
    expect(summarize({ tests, files: FILES, filtered: true }).failed).toBe(true);
  });

  it('fails when every test was skipped, even with an excuse', () => {
    const tests = [outcome('one', { state: 'skipped', reason: 'needs runsc', excused: true })];
    const { lines, failed } = summarize({ tests, files: FILES, filtered: false });
    expect(failed).toBe(true);
    expect(lines).toContain('  No test ran: nothing has been verified.');
  });

  it('fails for a file that broke outside of its tests', () => {
    const { lines, failed } = summarize({
      tests: [outcome('one')],
      files: [{ ...FILES[0]!, ok: false }],
      filtered: false,
    });
    expect(failed).toBe(true);
    expect(lines).toContain('  a.test.ts failed outside of its tests.');
  });
});
