import type { ReportInput } from '../model/run-data.ts';
import type { VariantSummary } from '../model/summary.ts';
import type { NoiseFloor } from '../model/verdict.ts';
import { indexRecords, type IndexedRound } from './record-index.ts';

export interface Twin extends VariantSummary {
  readonly twinOf: string;
}

/** What the views leave out, kept for those that show how quiet the host was. */
export interface Twins {
  readonly variants: readonly Twin[];
  /** In the order in which they were executed. */
  readonly rounds: readonly IndexedRound[];
  /** Twins of the reference over it, metric by metric and cell by cell. */
  readonly noise: readonly NoiseFloor[];
}

export function twinsOf({ summary, records }: ReportInput): Twins {
  const variants = summary.variants.filter((variant): variant is Twin => variant.twinOf !== undefined);
  if (variants.length === 0) return { variants, rounds: [], noise: [] };
  const originals = new Map(variants.map(({ name, twinOf }) => [name, twinOf]));
  const rounds = new Set(
    records.flatMap((record) =>
      record.kind === 'round-start' && originals.has(record.cell.variant) ? [record.round] : [],
    ),
  );
  return {
    variants,
    rounds: indexRecords(records.filter(({ round }) => round !== undefined && rounds.has(round))).rounds,
    noise: summary.comparisons
      .filter(({ variant, reference }) => originals.get(variant) === reference)
      .map(({ variant: twin, reference: variant, metric, experiment, density, parameters, ratio, ci95 }) => ({
        variant,
        twin,
        metric,
        experiment,
        density,
        parameters,
        ratio,
        ci95,
      })),
  };
}
