import type { Variant, Workload } from '../model/scenario.ts';

/** The scenario's workload with what the variant puts in place of it. */
export function workloadOf({ command, env }: Variant, workload: Workload): Workload {
  return { ...workload, ...(command === undefined ? {} : { command }), env: { ...workload.env, ...env } };
}
