import { cellKey, type Cell } from '../model/plan.ts';
import type { Series, Summary, VariantSummary } from '../model/summary.ts';
import { counted } from '../model/units.ts';
import { inCell, overOf, speaksOf, type MetricRule } from './rules.ts';

/** Where a verdict is of: a cell with its variant, or just a variant. */
export type Place = Cell | { readonly variant: string };

/** What a rule on a metric speaks of: a series, or a place where one should be. */
type Match = { readonly kind: 'series'; readonly series: Series } | Missing;

interface Missing {
  readonly kind: 'missing';
  readonly place: Place;
  readonly cause: string;
  readonly advice: string;
}

/** In the place of a variant where a rule speaks of all and none has anything. */
const ANY_VARIANT = 'any variant';

/**
 * Every series that the rule speaks of, and every place where there should be one and is none: missing data
 * never passes.
 */
export function matchesOf(rule: MetricRule, summary: Summary): Match[] {
  const found = namesOf(rule, summary).flatMap((name) => ofVariant(rule, name, summary));
  if (found.length > 0) return found;
  return [
    {
      kind: 'missing',
      place: { variant: rule.of ?? ANY_VARIANT },
      cause: `there is no series of ${described(rule)}${rule.of === undefined ? '' : ` of ${rule.of}`} in this run`,
      advice: availableHint(rule, summary),
    },
  ];
}

/**
 * The variants that a rule judges. A twin is there to be compared with, not to be judged, unless it is named.
 */
export function variantNames({ of }: { readonly of?: string | undefined }, { variants }: Summary): string[] {
  return of === undefined
    ? variants.filter(({ twinOf }) => twinOf === undefined).map(({ name }) => name)
    : [of];
}

function namesOf(rule: MetricRule, summary: Summary): string[] {
  return variantNames(rule, summary).filter((name) => rule.of !== undefined || name !== overOf(rule));
}

/** Why nothing can be known of a variant; undefined where it was measured. */
export function notMeasured(name: string, { variants }: Summary): Missing | undefined {
  const variant = variants.find((candidate) => candidate.name === name);
  if (variant === undefined)
    return {
      kind: 'missing',
      place: { variant: name },
      cause: `this run has no variant ${name}: it has ${listed(variants)}`,
      advice: 'run again without --only, or correct the gate',
    };
  if (variant.status.state === 'measured') return undefined;
  return {
    kind: 'missing',
    place: { variant: name },
    cause: `${name} ${variant.status.state === 'failed' ? 'failed' : 'is not available here'}: ${variant.status.reason}`,
    advice: variant.status.hint,
  };
}

function ofVariant(rule: MetricRule, name: string, summary: Summary): Match[] {
  const reason = notMeasured(name, summary);
  if (reason !== undefined) return [reason];
  const own = summary.series.filter((series) => series.variant === name && speaksOf(rule, series));
  return [
    ...own.map((series): Match => ({ kind: 'series', series })),
    ...emptyCells(rule, name, own, summary),
  ];
}

/**
 * Cells that were tried and gave nothing, or not this figure where the same cell of another variant did and
 * launches failed.
 */
function emptyCells(
  rule: MetricRule,
  name: string,
  own: readonly Series[],
  { series, launches = [] }: Summary,
): Missing[] {
  const keyOf = (cell: Cell): string => cellKey({ ...cell, variant: '' });
  const covered = new Set(own.map(keyOf));
  const expected = new Set(series.filter(({ metric }) => metric === rule.metric).map(keyOf));
  return launches
    .filter(
      (cell) =>
        cell.variant === name &&
        cell.experiment === experimentOf(rule.metric) &&
        inCell(rule, cell) &&
        !covered.has(keyOf(cell)),
    )
    .filter((cell) => cell.observations === 0 || (cell.failures > 0 && expected.has(keyOf(cell))))
    .map(({ experiment, variant, density, parameters, rounds, attempts, failures }) => ({
      kind: 'missing',
      place: { experiment, variant, density, parameters },
      cause: `${counted(rounds, 'round')} of ${variant} gave no ${rule.metric}: ${failures} of ${counted(attempts, 'launch', 'launches')} failed`,
      advice:
        'the launches in samples.jsonl say how far each one came; lower the density or raise workload.timeout',
    }));
}

/** Metrics begin with the name of their experiment. */
function experimentOf(metric: string): string {
  return metric.split('.')[0]!;
}

function described({ metric, density, parameters }: MetricRule): string {
  const restrictions = [
    ...(density === undefined ? [] : [`density ${density}`]),
    ...Object.entries(parameters ?? {}).map(([name, value]) => `${name}=${value}`),
  ];
  return restrictions.length === 0 ? metric : `${metric} at ${restrictions.join(', ')}`;
}

function availableHint({ metric }: MetricRule, { series }: Summary): string {
  const cells = new Set(series.filter((one) => one.metric === metric).map((one) => cellKey(one)));
  if (cells.size > 0) return `it was measured in ${[...cells].join(', ')}`;
  return `no variant has it: let the run include the experiment ${experimentOf(metric)}, and see isodense run --dry-run for its cells`;
}

function listed(variants: readonly VariantSummary[]): string {
  return variants.map(({ name }) => name).join(', ');
}
