import { z } from 'zod';
import { duration, pathOnPort } from '../model/fields.ts';
import type { ReadyRule, Workload } from '../model/scenario.ts';
import { oneKeyOf } from './one-key.ts';

/** A rule before the polling interval, which has its own key, is added. */
type RuleWithoutInterval<Rule = ReadyRule> = Rule extends ReadyRule ? Omit<Rule, 'intervalMs'> : never;

const port = z.int().min(1).max(65_535);

const readyFields = oneKeyOf<RuleWithoutInterval>(
  {
    log: z
      .string()
      .min(1)
      .describe('ready when a line of the output contains this text')
      .transform((text) => ({ kind: 'log', text })),
    tcp: port
      .describe('ready when this port accepts a connection')
      .transform((number) => ({ kind: 'tcp', port: number })),
    http: pathOnPort()
      .describe('ready when GET of a path on a port answers 2xx or 3xx: /health on 8080')
      .transform((target) => ({ kind: 'http', ...target })),
    exec: z
      .array(z.string())
      .min(1)
      .describe('ready when this command exits with 0 inside the instance')
      .transform((command) => ({ kind: 'exec', command })),
  },
  'a readiness rule',
);

const positiveDuration = () => duration().refine((ms) => ms > 0, { error: 'expected more than 0' });

export const commandField = z.array(z.string()).min(1);

export const envField = z.record(
  z
    .string()
    .regex(/^[^=\0]+$/, { error: 'expected the name of an environment variable: any characters but =' }),
  z.string().regex(/^[^\0]*$/, { error: 'an environment variable cannot contain a NUL character' }),
);

/** The `workload:` of a scenario. The default of `ready` depends on the image, so loading sets it. */
export const workloadFields = z.strictObject({
  ready: readyFields.describe('how readiness is detected; required unless the image is a builtin').optional(),
  timeout: positiveDuration()
    .describe('a launch that is not ready after this time has failed; default 60s')
    .prefault('60s'),
  interval: positiveDuration()
    .describe(
      'how often tcp, http and exec readiness is checked, which is the resolution of the result; ' +
        'default 10ms',
    )
    .optional(),
  command: commandField.describe("arguments instead of the image's own command").optional(),
  env: envField.describe('environment variables, added to those of the image').prefault({}),
});

const DEFAULT_INTERVAL_MS = 10;

/** What the builtin images print when they are ready. */
const BUILTIN_READY: RuleWithoutInterval = { kind: 'log', text: 'READY' };

export function toWorkload(fields: z.output<typeof workloadFields>): Workload {
  const rule = fields.ready ?? BUILTIN_READY;
  return {
    ready: rule.kind === 'log' ? rule : { ...rule, intervalMs: fields.interval ?? DEFAULT_INTERVAL_MS },
    timeoutMs: fields.timeout,
    command: fields.command,
    env: fields.env,
  };
}
