import { cellKey } from '../../model/plan.ts';
import type { Comparison } from '../../model/summary.ts';
import type { NoiseFloor } from '../../model/verdict.ts';
import { shortLabel, type ReportContext, type ReportVariant } from '../../sections/context.ts';
import type { ForestRow } from '../../sections/forest-row.ts';
import type { ComparedFigure } from '../../sections/section.ts';
import { Figures } from '../../sections/select.ts';
import type { Report } from '../compose.ts';

/** A variant's figure over the reference's, where the glance table and the pictures show that figure. */
export interface Change {
  readonly variant: ReportVariant;
  readonly comparison: Comparison;
  /** What was measured and where, and which direction is better. */
  readonly figure: string;
  /** The reference's twin over the reference, in the same cell. */
  readonly noise: NoiseFloor | undefined;
}

/** The figures that the experiments name: those that a reader asks for first. */
export function changesOverReference({ context, contributions }: Report): Change[] {
  return contributions.flatMap(({ compared }) => compared).flatMap((figure) => changesOf(context, figure));
}

export function forestOfChanges(changes: readonly Change[]): ForestRow[] {
  return changes.map(
    ({ variant: { name, label }, comparison: { ratio, ci95 }, figure, noise }): ForestRow => {
      const band = noise?.ci95 ?? undefined;
      return {
        name,
        detail: label === null ? '' : shortLabel(label),
        ratio,
        ci95,
        ...(band === undefined ? {} : { noise: band }),
        sign: '',
        word: '',
        group: figure,
      };
    },
  );
}

function changesOf(context: ReportContext, { metric, title, point }: ComparedFigure): Change[] {
  if (point === undefined) return [];
  const figures = new Figures(context);
  const better = figures.series(metric)[0]?.better;
  const figure =
    better === undefined || better === 'neither'
      ? title
      : `${title}; ${better === 'lower' ? 'less' : 'more'} is better`;
  return context.variants.flatMap((variant): Change[] => {
    const comparison = figures.comparison(metric, variant.name, point);
    if (comparison === undefined) return [];
    const key = cellKey({ ...comparison, variant: '' });
    return [
      {
        variant,
        comparison,
        figure,
        noise: context.twins.noise.find(
          (floor) => floor.metric === metric && cellKey({ ...floor, variant: '' }) === key,
        ),
      },
    ];
  });
}
