import { z } from 'zod';
import type { ScenarioSchema } from './schema.ts';

/** JSON Schema (draft 2020-12) of what users write, for editors: `# yaml-language-server: $schema=…`. */
export function exportJsonSchema(schema: ScenarioSchema): Record<string, unknown> {
  return { ...z.toJSONSchema(schema.document, { io: 'input' }), title: 'isodense scenario' };
}
