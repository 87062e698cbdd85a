import type { Terminal } from '../host/process-io.ts';
import { cellKey, type Plan } from '../model/plan.ts';

/** The rounds in the order in which they would run. */
export function printPlan(plan: Plan, json: boolean, terminal: Terminal): void {
  const lines = plan.rounds.map(({ index, repetition, cell }) => `${String(index + 1).padStart(4)}  repetition ${repetition + 1}  ${cellKey(cell)}`);
  const text = [`${plan.rounds.length} rounds, seed ${plan.seed}, order: ${plan.order}`, ...lines].join('\n');
  terminal.out.write(`${json ? JSON.stringify(plan, null, 2) : text}\n`);
}
