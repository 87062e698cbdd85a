import { z } from 'zod';
import type { GateRule } from '../../model/gate.ts';
import type { ImageSource, Scenario } from '../../model/scenario.ts';
import { exactly, type Exactly } from './exact.ts';
import { count, parameters, reading, texts } from './values.ts';

const image = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('builtin'), name: z.string() }),
  z.object({ kind: z.literal('ref'), ref: z.string() }),
  z.object({
    kind: z.literal('build'),
    directory: z.string(),
    dockerfile: z.string().optional(),
    target: z.string().optional(),
    args: texts.optional(),
    revision: z.string().optional(),
  }),
  z.object({ kind: z.literal('archive'), file: z.string(), name: z.string().optional() }),
]);
exactly<Exactly<typeof image, ImageSource>>(true);

const intervalMs = reading;
const ready = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('log'), text: z.string() }),
  z.object({ kind: z.literal('tcp'), port: count, intervalMs }),
  z.object({ kind: z.literal('http'), port: count, path: z.string(), intervalMs }),
  z.object({ kind: z.literal('exec'), command: z.array(z.string()), intervalMs }),
]);

const command = z.array(z.string()).optional();
const level = z.enum(['error', 'warn']);
const bound = reading.optional();
const of = z.string().optional();
const series = {
  level,
  metric: z.string(),
  of,
  density: count.optional(),
  parameters: parameters.optional(),
};

/** Stored with their units parsed. */
const gate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ratio'), over: z.string(), max: bound, min: bound, ...series }),
  z.object({
    kind: z.literal('regression'),
    over: z.string().optional(),
    maxRegression: reading,
    minAbs: reading,
    ...series,
  }),
  z.object({ kind: z.literal('absolute'), max: bound, min: bound, ...series }),
  z.object({ kind: z.literal('success'), level, of, minSuccess: reading }),
  z.object({
    kind: z.literal('boundary'),
    level,
    check: z.string(),
    of,
    outcomes: z.array(z.enum(['isolated', 'shared', 'leaked', 'not-testable'])),
  }),
]);
exactly<Exactly<typeof gate, GateRule>>(true);

export const SCENARIO = z.object({
  name: z.string(),
  variants: z.array(
    z.object({
      name: z.string(),
      driver: z.string(),
      options: z.unknown(),
      image: image.optional(),
      command,
      env: texts.optional(),
      twinOf: z.string().optional(),
    }),
  ),
  question: z.string().optional(),
  image,
  workload: z.object({ ready, timeoutMs: reading, command, env: texts }),
  reference: z.string(),
  rounds: count,
  experiments: z.array(
    z.object({
      name: z.string(),
      options: z.unknown(),
      rounds: count,
      precision: z.object({ minRounds: count, until: reading }).optional(),
    }),
  ),
  gates: z.array(gate).optional(),
});
exactly<Exactly<typeof SCENARIO, Scenario>>(true);
