import type { Instance } from '../drivers/driver.ts';
import { nodeSamples, type Scope } from '../model/host-access.ts';
import type { Parameters } from '../model/plan.ts';
import type { RoundContext, RoundHost, SampleDetails } from './experiment.ts';

/** Details of a sample of one instance: on a host of several nodes also where it runs. */
export function onNode(
  { names }: RoundHost,
  node: () => string,
  parameters?: Parameters,
): Pick<SampleDetails, 'parameters'> {
  if (names.length > 1) return { parameters: { ...parameters, node: node() } };
  return parameters === undefined ? {} : { parameters };
}

/** Records a value of the whole host and, where it has several nodes, each node's beside it. */
export function sampleNodes<Name extends string>(
  context: Pick<RoundContext, 'sample'>,
  metric: Name,
  value: number,
  byNode: ReadonlyMap<string, number>,
  details: Pick<SampleDetails, 'density'> = {},
): void {
  context.sample(metric, value, details);
  for (const one of nodeSamples(metric, byNode))
    context.sample(one.metric, one.value, { ...details, parameters: one.parameters });
}

/** Where an instance runs. Gone instances are on no node. */
export function nodeOf(instance: Instance): string {
  return instance.scopes()[0]?.node ?? '';
}

/** Sums over the scopes of each node that has some. */
export function sumByNode(scopes: readonly Scope[], values: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [index, { node }] of scopes.entries()) sums.set(node, (sums.get(node) ?? 0) + values[index]!);
  return sums;
}

export function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
