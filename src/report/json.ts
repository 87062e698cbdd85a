import type { Summary } from '../model/summary.ts';
import { printableJson } from '../model/visible-text.ts';

/** summary.json as it is stored and as `--json` prints it. */
export function renderJson(summary: Summary): string {
  return `${printableJson(JSON.stringify(summary, null, 2))}\n`;
}
