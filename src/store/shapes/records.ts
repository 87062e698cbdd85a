import { z } from 'zod';
import type { RunRecord } from '../../model/records.ts';
import { SCOPE_ROLES } from '../../model/roles.ts';
import { exactly, type Exactly } from './exact.ts';
import { cell, count, parameters, reading, texts } from './values.ts';

const round = count;
const optional = reading.exactOptional();
const role = z.enum(SCOPE_ROLES);
const marks = z.object({
  intended: reading,
  requested: reading,
  imageReady: optional,
  created: optional,
  started: optional,
  firstOutput: optional,
  ready: optional,
});
const identity = z.object({
  hostname: z.string(),
  system: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  address: z.string(),
  bootId: z.string(),
});

/** One line of samples.jsonl. Unknown keys are accepted: a newer version may have written them. */
export const RECORD = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('round-start'), round, repetition: count, cell, atMs: reading }),
  z.object({
    kind: z.literal('round-end'),
    round,
    atMs: reading,
    status: z.enum(['complete', 'failed', 'invalid', 'interrupted']),
    reason: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('launch'),
    round,
    instance: count,
    temperature: z.enum(['absent', 'first', 'later']),
    marks,
    outcome: z.enum(['ready', 'failed', 'timeout']),
    error: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('ended'),
    round,
    instance: count,
    atMs: reading,
    code: z.int().nullable(),
    signal: z.string().nullable(),
    reason: z.string(),
    lastWords: z.string(),
    expected: z.enum(['provoked', 'job']).exactOptional(),
  }),
  z.object({ kind: z.literal('removal'), round, instance: count, stopping: reading, removed: reading }),
  z.object({
    kind: z.literal('sample'),
    round,
    atMs: reading,
    metric: z.string(),
    value: reading,
    density: count.exactOptional(),
    instance: count.exactOptional(),
    role: role.exactOptional(),
    parameters: parameters.exactOptional(),
  }),
  z.object({ kind: z.literal('identity'), round, instance: count, identity }),
  z.object({ kind: z.literal('configuration'), round, variant: z.string(), configuration: texts }),
  z.object({
    kind: z.literal('warning'),
    atMs: reading,
    round: round.exactOptional(),
    code: z.string(),
    message: z.string(),
    advice: z.string(),
  }),
  z.object({
    kind: z.literal('density-step'),
    round,
    atMs: reading,
    target: count,
    outcome: z.enum(['intended', 'held', 'stopped']),
    boundBy: z.string().exactOptional(),
    detail: z.string().exactOptional(),
  }),
  z.object({
    kind: z.literal('boundary'),
    round,
    check: z.string(),
    title: z.string(),
    outcome: z.enum(['isolated', 'shared', 'leaked', 'not-testable']),
    evidence: z.string(),
  }),
  z.object({ kind: z.literal('boundary-readings'), round, source: z.string(), values: texts }),
  z.object({
    kind: z.literal('enough'),
    round: z.undefined().exactOptional(),
    atMs: reading,
    experiment: z.string(),
    repetitions: count,
    halfWidth: reading,
  }),
  z.object({
    kind: z.literal('extended'),
    round: z.undefined().exactOptional(),
    atMs: reading,
    experiments: z.array(z.string()),
    reason: z.string(),
  }),
]);
exactly<Exactly<typeof RECORD, RunRecord>>(true);

export const KINDS: ReadonlySet<string> = new Set(RECORD.options.map((option) => option.shape.kind.value));
