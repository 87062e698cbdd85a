import type { MetricDefinition } from '../../model/metric.ts';
import type { ReportInput } from '../../model/run-data.ts';
import type { VariantSummary } from '../../model/summary.ts';
import { indexRecords, type RecordIndex } from './record-index.ts';

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
  readonly metrics: ReadonlyMap<string, MetricDefinition>;
}

export function reportContext(input: ReportInput): ReportContext {
  return {
    input,
    variants: input.summary.variants.map((variant, index) => ({ ...variant, index, isReference: variant.name === input.summary.reference })),
    records: indexRecords(input.records),
    metrics: new Map(input.metrics.map((metric) => [metric.name, metric])),
  };
}

export function variantNamed(context: ReportContext, name: string): ReportVariant | undefined {
  return context.variants.find((variant) => variant.name === name);
}

/** `vm [emulated CPU (TCG)]`: a label goes wherever the variant's numbers go. */
export function fullName(variant: Pick<VariantSummary, 'name' | 'label'>): string {
  return variant.label === null ? variant.name : `${variant.name} [${variant.label}]`;
}
