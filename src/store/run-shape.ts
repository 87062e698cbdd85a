import { z } from 'zod';
import { RUN_SCHEMA_VERSION } from '../model/manifest.ts';

const named = z.looseObject({ name: z.string() });

/** Enough of run.json to tell a run's from anything else, and from one that was cut or edited: what every later stage takes for granted. */
export const MANIFEST = z.looseObject({
  schemaVersion: z.literal(RUN_SCHEMA_VERSION),
  tool: z.looseObject({ version: z.string() }),
  id: z.string(),
  seed: z.number(),
  scenario: z.looseObject({ name: z.string(), variants: z.array(named), experiments: z.array(named) }),
  testbed: z.looseObject({ hostname: z.string() }),
  variants: z.array(z.looseObject({ name: z.string(), status: z.looseObject({ state: z.string() }) })),
  startedAt: z.string(),
  completeness: z.enum(['running', 'complete', 'interrupted', 'failed']),
});

/** The same of plan.json. */
export const PLAN = z.looseObject({
  rounds: z.array(z.looseObject({ index: z.number(), cell: z.looseObject({ experiment: z.string(), variant: z.string() }) })),
});
