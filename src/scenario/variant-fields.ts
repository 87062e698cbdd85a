import type { z } from 'zod';
import { imageFields } from './image-fields.ts';
import { commandField, envField } from './workload-fields.ts';

/**
 * What a variant may say beside its driver's own options: what it launches instead of what the others do.
 */
export const variantFields = {
  image: imageFields.describe("what this variant launches instead of the scenario's image").optional(),
  command: commandField.describe("arguments instead of the workload's command, for this variant").optional(),
  env: envField
    .describe('environment variables on top of those of the workload, for this variant')
    .optional(),
} as const;

export type VariantFields = z.output<z.ZodObject<typeof variantFields>>;
