import { z } from 'zod';
import { RUN_SCHEMA_VERSION, type RunManifest } from '../../model/manifest.ts';
import type { Plan } from '../../model/plan.ts';
import { exactly, type Exactly } from './exact.ts';
import { SCENARIO } from './scenario.ts';
import { TESTBED } from './testbed.ts';
import { cell, count, texts } from './values.ts';

const seed = z
  .int()
  .min(0)
  .max(2 ** 32);
const whyNot = { reason: z.string(), hint: z.string() };
const status = z.discriminatedUnion('state', [
  z.object({ state: z.literal('measured') }),
  z.object({ state: z.literal('failed'), ...whyNot }),
  z.object({ state: z.literal('unavailable'), ...whyNot }),
]);

/** run.json. Unknown keys are accepted: a newer version may have written them. */
export const MANIFEST = z.object({
  schemaVersion: z.literal(RUN_SCHEMA_VERSION),
  tool: z.object({ name: z.literal('isodense'), version: z.string() }),
  id: z.string(),
  command: z.string(),
  seed,
  scenarioFile: z.string(),
  scenarioText: z.string(),
  scenario: SCENARIO,
  image: z
    .object({ description: z.string(), digest: z.string(), architecture: z.string(), foreign: z.boolean() })
    .nullable(),
  testbed: TESTBED,
  variants: z.array(
    z.object({
      name: z.string(),
      driver: z.string(),
      status,
      versions: texts,
      label: z.string().nullable(),
      twinOf: z.string().exactOptional(),
    }),
  ),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  completeness: z.enum(['running', 'complete', 'interrupted', 'failed']),
  reason: z.string().exactOptional(),
});
exactly<Exactly<typeof MANIFEST, RunManifest>>(true);

/** plan.json. */
export const PLAN = z.object({
  rounds: z.array(z.object({ index: count, repetition: count, cell })),
  seed,
  order: z.literal('mirrored shuffle'),
});
exactly<Exactly<typeof PLAN, Plan>>(true);
