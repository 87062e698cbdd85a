import type { Summary } from '../model/summary.ts';

/** summary.json as it is stored and as `--json` prints it. */
export function renderJson(summary: Summary): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
