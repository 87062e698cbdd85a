import type { RunComparison } from '../../../model/comparison.ts';
import { changesOverReference } from '../../figures/changes.ts';
import type { ForestRow } from '../../../sections/forest-row.ts';
import type { ExperimentReport } from '../../../sections/section.ts';
import { composeReport } from '../../compose.ts';
import { html } from '../escape.ts';
import { svgFigure } from '../figures.ts';
import { forestSvg } from '../svg/forest.ts';
import type { View } from '../view.ts';
import { sourceName, sourcesOf } from './sources.ts';

/**
 * Each variant over the reference variant, in every run by itself: what may be compared with each other
 * across testbeds too.
 */
export function withinView(
  comparison: RunComparison,
  reports: readonly ExperimentReport[],
): View | undefined {
  const rows = rowsOf(comparison, reports);
  if (new Set(rows.map(({ name }) => name)).size < 2) return undefined;
  return {
    id: 'within',
    title: 'Variants over their reference, run by run',
    body: html`${svgFigure(
      {
        title: 'The same ratio in each run',
        note: 'Geometric mean of the ratios of paired rounds of one run, with its 95% interval. What a host does to all of a run’s variants is not in it, so these may be compared across testbeds; they were not judged here.',
        description: `Ratio with its 95% interval for ${rows.length} combinations of figure, variant and run.`,
      },
      (width, description) =>
        forestSvg({ rows, axis: 'Variant ÷ reference of its run (log scale)', description }, width),
    )}`,
    charts: {},
  };
}

function rowsOf(comparison: RunComparison, reports: readonly ExperimentReport[]): ForestRow[] {
  const all = sourcesOf(comparison).flatMap((source) => {
    if (source.run === null) return [];
    const { reference } = source.run.summary;
    return changesOverReference(composeReport(source.run, reports)).map(
      ({ variant, comparison: { ratio, ci95 }, figure, noise }): ForestRow => ({
        name: sourceName(source),
        detail: '',
        ratio,
        ci95,
        ...(noise?.ci95 == null ? {} : { noise: noise.ci95 }),
        sign: '',
        word: '',
        group: `${variant.name} ÷ ${reference}. ${figure}`,
      }),
    );
  });
  // Runs stand together under each figure; a figure that one run alone has is compared with nothing.
  const groups = new Map<string, ForestRow[]>();
  for (const row of all) groups.set(row.group!, [...(groups.get(row.group!) ?? []), row]);
  return [...groups.values()].filter(({ length }) => length > 1).flat();
}
