import type { MetricDefinition } from '../model/metric.ts';
import { shown } from '../model/shown.ts';
import { suggestion } from './did-you-mean.ts';
import type { Finding, Mapping } from './issues.ts';
import type { ExperimentFields } from './schema.ts';
import type { Path } from './yaml-nodes.ts';

/** What a gate may refer to. */
export interface GateContext {
  /** Without twins: they are judged for the noise that they show, not by gates. */
  readonly variants: readonly string[];
  /** The experiments that the scenario asks for. Those that always run have `always` set. */
  readonly experiments: readonly string[];
  readonly known: readonly ExperimentFields[];
}

export function metricCalled(name: string, { known }: GateContext): MetricDefinition | undefined {
  return known.flatMap(({ metrics }) => metrics ?? []).find((metric) => metric.name === name);
}

/**
 * Names in a gate that do not exist, or that this scenario does not measure. Read as written, so that they
 * are reported beside other errors.
 */
export function nameFindings(gate: Mapping, at: Path, context: GateContext): Finding[] {
  const find = (key: string, text: string | undefined): Finding[] =>
    text === undefined ? [] : [{ path: [...at, key], target: 'value', text }];
  const { metric, check, of, over } = gate;
  return [
    ...(typeof metric === 'string' ? find('metric', unknownMetric(metric, context)) : []),
    ...(typeof check === 'string' ? find('check', unknownCheck(check, context)) : []),
    ...('successRatio' in gate ? find('successRatio', nothingLaunches(context)) : []),
    ...find('of', unknownVariant(of, context)),
    ...find('over', unknownVariant(over, context) ?? itself(of, over, context)),
  ];
}

function unknownMetric(name: string, context: GateContext): string | undefined {
  const owner = context.known.find(({ metrics }) => metrics?.some((metric) => metric.name === name));
  if (owner !== undefined)
    return runs(owner, context) ? undefined : notMeasured(name, 'measured', owner.name, context);
  const measured = context.known
    .filter((experiment) => runs(experiment, context))
    .flatMap(({ metrics }) => metrics?.map((metric) => metric.name) ?? []);
  return `no metric is called ${shown(name)}; ${suggestion(name, measured)}`;
}

function unknownCheck(name: string, context: GateContext): string | undefined {
  const owner = context.known.find(({ checks }) => checks?.includes(name));
  if (owner !== undefined)
    return runs(owner, context) ? undefined : notMeasured(name, 'checked', owner.name, context);
  return `no boundary check is called ${shown(name)}; ${suggestion(
    name,
    context.known.flatMap(({ checks }) => checks ?? []),
  )}`;
}

function nothingLaunches(context: GateContext): string | undefined {
  const counting = context.known
    .filter(({ countsLaunches }) => countsLaunches === true)
    .map(({ name }) => name);
  if (counting.some((name) => context.experiments.includes(name))) return undefined;
  return `launches are counted by ${counting.join(' and ')}, and this scenario has none of these experiments; add one under experiments:`;
}

function unknownVariant(name: unknown, { variants }: GateContext): string | undefined {
  if (typeof name !== 'string' || variants.length === 0 || variants.includes(name)) return undefined;
  return `no variant is called ${shown(name)}; ${suggestion(name, variants)}`;
}

function itself(of: unknown, over: unknown, { variants }: GateContext): string | undefined {
  if (typeof over !== 'string') return undefined;
  if (of === over)
    return `"${over}" cannot be compared with itself; name another variant (to see the noise, set twin: true)`;
  return of === undefined && variants.length === 1
    ? `"${over}" is the only variant, so there is nothing to compare with it; add another under variants:`
    : undefined;
}

function runs({ name, always }: ExperimentFields, { experiments }: GateContext): boolean {
  return always === true || experiments.includes(name);
}

function notMeasured(name: string, how: string, experiment: string, { experiments }: GateContext): string {
  const asked = experiments.length === 0 ? 'none' : experiments.join(', ');
  return (
    `${name} is ${how} by the experiment ${experiment}, which this scenario does not have (it ` +
    `has ${asked}); add ${experiment}: {} under experiments:`
  );
}
