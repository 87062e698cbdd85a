import { cellKey } from '../model/plan.ts';
import type { Comparison } from '../model/summary.ts';
import { pairedRatio } from '../stats/paired-ratio.ts';
import type { Collected } from './collect.ts';

/**
 * Every variant over the reference, series by series, paired by repetition. A series that the reference
 * lacks, that shares no repetition with it, or that has values without a ratio (zero, negative) has no
 * comparison.
 */
export function compareWith(reference: string, collected: readonly Collected[]): Comparison[] {
  const keyOf = ({ cell, metric }: Collected): string =>
    `${cellKey({ ...cell, variant: '' })} ${metric.name}`;
  const references = new Map(
    collected.filter(({ cell }) => cell.variant === reference).map((series) => [keyOf(series), series]),
  );
  return collected.flatMap((series): Comparison[] => {
    const against = references.get(keyOf(series));
    if (series.cell.variant === reference || against === undefined) return [];
    const pairs = [...series.values].flatMap(([repetition, value]) => {
      const base = against.values.get(repetition);
      return base === undefined ? [] : [[value, base] as const];
    });
    const result = pairedRatio(pairs);
    if (result === undefined) return [];
    const { experiment, density, parameters, variant } = series.cell;
    return [
      {
        metric: series.metric.name,
        experiment,
        density,
        parameters,
        variant,
        reference,
        ratio: result.ratio,
        ci95: result.inference?.ci95 ?? null,
        pairs: result.pairs,
        minimumDetectableChange: result.inference?.minimumDetectableChange ?? null,
        signFlipP: result.inference?.signFlipP ?? null,
      },
    ];
  });
}
