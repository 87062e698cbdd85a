import type { Workload } from '../model/scenario.ts';
import { check, isMapping, type Finding, type Mapping } from './issues.ts';
import type { DriverFields, ExperimentFields, ScenarioSchema } from './schema.ts';

/** An experiment that runs several instances of the scenario's own image at the same time. */
export interface Crowd {
  readonly experiment: string;
  readonly instances: number;
}

/**
 * With readiness by port, only one instance can become ready if all share the host's ports, so an
 * experiment that runs several at the same time cannot succeed.
 * @param crowd returns the scenario's first experiment of that kind; called only if needed
 */
export function sharedPorts(
  crowd: () => Crowd | undefined,
  variant: string,
  driver: DriverFields | undefined,
  options: unknown,
  { ready }: Workload,
): Finding[] {
  if ((ready.kind !== 'tcp' && ready.kind !== 'http') || driver?.sharesPorts?.(options) !== true) return [];
  const found = crowd();
  if (found === undefined) return [];
  const text =
    "its instances share the host's ports, so only one of them can be ready on port " +
    `${ready.port}, but ${found.experiment} runs up to ${found.instances} at the same time; ` +
    'use ready: { log: TEXT } with a workload that chooses a free port, ' +
    'give the variant its own network, or remove the variant';
  return [{ path: ['variants', variant], target: 'key', text }];
}

/** Every variant gets the same densities, so checking one of them is enough. */
export function crowdOf(data: Mapping, schema: ScenarioSchema, variant: string): Crowd | undefined {
  const asked = isMapping(data['experiments']) ? data['experiments'] : {};
  for (const experiment of schema.experiments) {
    const instances = mostAtOnce(experiment, asked[experiment.name], variant);
    if (instances > 1) return { experiment: experiment.name, instances };
  }
  return undefined;
}

/** 0 if the experiment launches another image, is not requested or is not valid. */
function mostAtOnce(experiment: ExperimentFields, written: unknown, variant: string): number {
  if (experiment.image !== 'workload' || !isMapping(written)) return 0;
  const { rounds: _, ...own } = written;
  const parsed = check(experiment.options, own);
  let most = 0;
  if (parsed.ok)
    for (const { density } of experiment.cells?.(parsed.value, variant, 1) ?? [])
      most = Math.max(most, density);
  return most;
}
