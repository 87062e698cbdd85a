import type { Terminal } from '../../host/process-io.ts';
import { exportJsonSchema } from '../../scenario/json-schema.ts';
import { EXIT } from '../exit-codes.ts';
import { scenarioSchema } from '../load-scenario.ts';
import { technologies } from '../../drivers/registry.ts';

/** Prints the JSON Schema of scenarios, from the same source that validates them. */
export function schemaCommand(terminal: Terminal): number {
  terminal.out.write(`${JSON.stringify(exportJsonSchema(scenarioSchema(technologies)), null, 2)}\n`);
  return EXIT.pass;
}
