import type { Workload } from '../model/scenario.ts';
import { check, isMapping, type Finding, type Mapping } from './issues.ts';
import type { DriverFields, ExperimentFields, ScenarioSchema } from './schema.ts';

/**
 * Readiness by a port can hold for one instance only where all have the same ports, so an experiment that needs several at
 * the same time cannot succeed.
 */
export function sharedPorts(data: Mapping, schema: ScenarioSchema, variant: string, driver: DriverFields | undefined, options: unknown, { ready }: Workload): Finding[] {
  if ((ready.kind !== 'tcp' && ready.kind !== 'http') || driver?.sharesPorts?.(options) !== true) return [];
  const asked = isMapping(data['experiments']) ? data['experiments'] : {};
  const many = schema.experiments.map((experiment) => ({ name: experiment.name, most: mostAtOnce(experiment, asked[experiment.name], variant) })).find(({ most }) => most > 1);
  if (many === undefined) return [];
  const text = `its instances share the ports of the host, so port ${ready.port} can be ready in one of them only, and ${many.name} runs up to ${many.most} at the same time; use ready: { log: TEXT } with a workload that chooses a free port, give the variant a network of its own, or leave it out`;
  return [{ path: ['variants', variant], target: 'key', text }];
}

/** Instances of the scenario's own image; 0 where the experiment is not asked for or not written as it should be. */
function mostAtOnce(experiment: ExperimentFields, written: unknown, variant: string): number {
  if (experiment.image !== 'workload' || !isMapping(written)) return 0;
  const { rounds: _, ...own } = written;
  const parsed = check(experiment.options, own);
  return parsed.ok ? Math.max(0, ...(experiment.cells?.(parsed.value, variant, 1) ?? []).map(({ density }) => density)) : 0;
}
