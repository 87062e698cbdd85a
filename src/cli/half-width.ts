import { experiments } from '../experiments/registry.ts';
import type { RunRecord } from '../model/records.ts';
import type { Scenario } from '../model/scenario.ts';
import { widestHalf } from '../summary/precision.ts';

/**
 * How precisely an experiment is known so far, by the metrics that gates name, else by its primary ones. See
 * widestHalf.
 */
export function halfWidthOf(
  name: string,
  { gates = [] }: Scenario,
  records: readonly RunRecord[],
): number | undefined {
  const experiment = experiments.find((known) => known.name === name);
  if (experiment === undefined) return undefined;
  const gated = gates.flatMap((rule) =>
    'metric' in rule && experiment.metrics.some((metric) => metric.name === rule.metric) ? [rule.metric] : [],
  );
  return widestHalf(records, experiment, gated.length > 0 ? gated : (experiment.primary ?? []));
}
