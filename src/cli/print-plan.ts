import type { Terminal } from '../host/process-io.ts';
import { cellKey, type Plan } from '../model/plan.ts';
import { counted } from '../model/units.ts';
import { visible } from '../model/visible-text.ts';
import { sayJson } from './say-json.ts';

/** The rounds in the order in which they would run. */
export function printPlan(plan: Plan, json: boolean, terminal: Terminal): void {
  if (json) return sayJson(terminal.out, plan);
  const lines = plan.rounds.map(
    ({ index, repetition, cell }) =>
      `${String(index + 1).padStart(4)}  repetition ${repetition + 1}  ${cellKey(cell)}`,
  );
  terminal.out.write(
    visible(
      `${[`${counted(plan.rounds.length, 'round')}, seed ${plan.seed}, order: ${plan.order}`, ...lines].join('\n')}\n`,
    ),
  );
}
