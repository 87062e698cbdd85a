import type { Variant, Workload } from '../model/scenario.ts';

/** The scenario's workload with the variant's overrides. */
export function workloadOf({ command, env }: Variant, workload: Workload): Workload {
  return { ...workload, ...(command === undefined ? {} : { command }), env: { ...workload.env, ...env } };
}
