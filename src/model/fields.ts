import { z } from 'zod';
import { shown } from './shown.ts';
import { parseBytes, parseDuration } from './units.ts';

/**
 * Scenario fields that carry a unit. They accept what a person writes and return what the code calculates
 * with.
 */

/** Timers count milliseconds in 31 bits; a longer one fires at once. */
const LONGEST_DURATION = { value: 2 ** 31 - 1, text: '24 days' };
/** Larger numbers are no longer exact. */
const LARGEST_SIZE = { value: Number.MAX_SAFE_INTEGER, text: '8000 TiB' };

function withUnit(
  parse: (text: string) => number | undefined,
  what: string,
  example: string,
  pattern: string,
  most: { readonly value: number; readonly text: string },
) {
  const expected = (issue: { readonly input?: unknown }) =>
    `expected ${what} such as ${example}, got ${shown(issue.input)}`;
  return z
    .string({
      error: (issue) =>
        issue.input === undefined ? `missing; expected ${what} such as ${example}` : expected(issue),
    })
    .regex(new RegExp(pattern), { error: expected })
    .refine((text) => (parse(text) ?? 0) <= most.value, {
      error: (issue) => `expected at most ${most.text}, got ${shown(issue.input)}`,
    })
    .transform((text) => parse(text) ?? Number.NaN)
    .describe(`${what}, such as ${example}`);
}

/** `128MiB` → bytes. */
export const byteSize = () =>
  withUnit(
    parseBytes,
    'a size',
    '128MiB',
    '^\\d+(\\.\\d+)?\\s*(B|KiB|MiB|GiB|TiB|kB|MB|GB)$',
    LARGEST_SIZE,
  ).transform(Math.round);

/** `2s` → milliseconds. */
export const duration = () =>
  withUnit(parseDuration, 'a time', '2s', '^\\d+(\\.\\d+)?\\s*(ms|s|m|min|h)$', LONGEST_DURATION);

const PATH_ON_PORT = /^(\/\S*) on ([1-9]\d{0,4})$/;

/** `/health on 8080` → its path and port. */
export const pathOnPort = () =>
  z
    .string()
    .regex(PATH_ON_PORT, {
      error: ({ input }) => `expected PATH on PORT, such as "/health on 8080", got ${shown(input)}`,
    })
    .transform((text) => {
      const [, path = '/', port = '0'] = PATH_ON_PORT.exec(text) ?? [];
      return { path, port: Number(port) };
    })
    .refine(({ port }) => port <= 65_535, { error: 'expected a port from 1 to 65535' });

/**
 * Limits that a variant sets on each instance. Docker applies them through the engine; VMs and processes
 * are limited by their own cgroup, so that the same word always means the same kernel mechanism.
 */
export const limitFields = {
  cpuQuota: z
    .number()
    .positive()
    .describe('CPU time an instance may use, in cores: 0.5 is half a core')
    .optional(),
  cpuWeight: z.int().min(1).max(10_000).describe('relative CPU weight, kernel scale: default 100').optional(),
  cpuset: z
    .string()
    .regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/, { error: 'expected a list of CPUs such as 0 or 0-1,3' })
    .describe('CPUs an instance may run on, such as 0-1')
    .optional(),
  pids: z.int().positive().describe('maximum number of processes and threads in one instance').optional(),
};
