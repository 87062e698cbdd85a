import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { summarize, type FileOutcome, type TestOutcome } from './run-summary.ts';

/**
 * Prints, after vitest's own report: the slowest tests and files, every skipped test with its reason, and as
 * the very last line `N passed, N failed, N skipped`. Fails the run when a required test was skipped or none
 * ran at all.
 */
export default class RunReporter implements Reporter {
  #filtered = false;

  onInit(vitest: Vitest): void {
    this.#filtered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map(testOutcome));
    const { lines, failed } = summarize({ tests, files: modules.map(fileOutcome), filtered: this.#filtered });
    if (failed) process.exitCode = 1;
    console.log(`\n${lines.join('\n')}`);
  }
}

function testOutcome(test: TestCase): TestOutcome {
  const result = test.result();
  return {
    file: test.module.relativeModuleId,
    name: test.fullName.replaceAll(' > ', ' › '),
    milliseconds: test.diagnostic()?.duration ?? 0,
    state: result.state,
    reason: result.state === 'skipped' ? result.note : undefined,
    excused: test.meta().excused === true,
  };
}

function fileOutcome(module: TestModule): FileOutcome {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  return {
    name: module.relativeModuleId,
    milliseconds: collectDuration + setupDuration + duration,
    ok: module.ok(),
  };
}
