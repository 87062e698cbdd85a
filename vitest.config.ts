import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests that start engines, virtual machines or a browser, or that load the host: they would disturb one
 * another.
 */
const SYSTEM_TESTS = 'test/**/*.system.test.ts';
/** Vitest projects of their own, run in child processes by the tests of the test support. */
const FIXTURES = 'test/support/fixtures/**';

export default defineConfig({
  test: {
    reporters: ['default', './test/support/reporter.ts'],
    // A test that passes at the second attempt has told something; it must not be hushed.
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, SYSTEM_TESTS, FIXTURES],
          sequence: { groupOrder: 0 },
          // Vitest would leave one core idle for itself, which is half of a small machine.
          maxWorkers: '100%',
          // Some start the real command line several times, on a machine that may have other work.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: [SYSTEM_TESTS],
          exclude: [...configDefaults.exclude, FIXTURES],
          // After the unit tests, one file at a time, one test at a time.
          sequence: { groupOrder: 1, concurrent: false },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
