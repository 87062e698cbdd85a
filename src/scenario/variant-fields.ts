import type { z } from 'zod';
import { imageFields } from './image-fields.ts';
import { commandField, envField } from './workload-fields.ts';

/**
 * What a variant may set beside its driver's options: what it launches, if not the same as the others.
 */
export const variantFields = {
  image: imageFields.describe("what this variant launches instead of the scenario's image").optional(),
  command: commandField.describe("arguments instead of the workload's command, for this variant").optional(),
  env: envField.describe('environment variables for this variant, added to those of the workload').optional(),
} as const;

export type VariantFields = z.output<z.ZodObject<typeof variantFields>>;
