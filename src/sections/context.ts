import type { ReportInput } from '../model/run-data.ts';
import type { Series, VariantSummary } from '../model/summary.ts';
import { indexRecords, type RecordIndex } from './record-index.ts';
import { twinsOf, type Twins } from './twins.ts';
import { withoutTwins } from './without-twins.ts';

/** A variant as every view shows it: its place decides its colour, dash and symbol. */
export interface ReportVariant extends VariantSummary {
  readonly index: number;
  readonly isReference: boolean;
}

/** What the views share; made once per report, so that a million records are read once. */
export interface ReportContext {
  readonly input: ReportInput;
  readonly variants: readonly ReportVariant[];
  readonly records: RecordIndex;
  readonly seriesByMetric: ReadonlyMap<string, readonly Series[]>;
  /** The twins that `input` leaves out. */
  readonly twins: Twins;
}

export function reportContext(whole: ReportInput): ReportContext {
  const input = withoutTwins(whole);
  return {
    input,
    variants: input.summary.variants.map((variant, index) => ({
      ...variant,
      index,
      isReference: variant.name === input.summary.reference,
    })),
    records: indexRecords(input.records),
    seriesByMetric: grouped(input.summary.series),
    twins: twinsOf(whole),
  };
}

export function variantNamed(context: ReportContext, name: string): ReportVariant | undefined {
  return context.variants.find((variant) => variant.name === name);
}

/** `vm [emulated CPU (TCG)]`: a label goes wherever the variant's numbers go. */
export function fullName(variant: Pick<VariantSummary, 'name' | 'label'>): string {
  return variant.label === null ? variant.name : `${variant.name} [${variant.label}]`;
}

/**
 * What the label says first: `emulated CPU (TCG)` of `emulated CPU (TCG), not KVM: …`. The whole stands in
 * tables and keys.
 */
export function shortLabel(label: string): string {
  return label.split(/[,:;]/)[0]!.trim();
}

/** For a later mention of a variant whose full name has been said. */
export function shortName({ name, label }: Pick<VariantSummary, 'name' | 'label'>): string {
  return label === null ? name : `${name} [${shortLabel(label)}]`;
}

function grouped(series: readonly Series[]): Map<string, Series[]> {
  const groups = new Map<string, Series[]>();
  for (const one of series) {
    const group = groups.get(one.metric);
    if (group === undefined) groups.set(one.metric, [one]);
    else group.push(one);
  }
  return groups;
}
