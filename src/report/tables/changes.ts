import { formatNumber } from '../../model/units.ts';
import type { Change } from '../figures/changes.ts';
import { formatRatio, formatRatioInterval } from '../../model/ratio.ts';
import { withoutEmptyColumns, type Cell, type DataTable } from '../../sections/table.ts';

/** The changes over the reference, with what they rest on. */
export function changesTable(changes: readonly Change[], reference: string): DataTable {
  return withoutEmptyColumns({
    caption: `Figures ÷ those of ${reference}, paired by repetition, with 95% interval`,
    columns: [
      { title: `Over ${reference}`, unit: 'ratio' },
      { title: 'Twin, A/A', unit: 'ratio' },
      { title: 'Detectable change', unit: '%' },
      { title: 'Pairs', unit: 'rounds' },
    ],
    rows: changes.map(({ variant, comparison, figure, noise }) => ({
      variant,
      group: figure,
      cells: [
        ratioCell(comparison),
        ratioCell(noise),
        detectable(comparison.minimumDetectableChange),
        { text: String(comparison.pairs) },
      ],
    })),
    groupTitle: 'Figure',
  });
}

function ratioCell(
  compared:
    | { readonly ratio: number; readonly ci95: readonly [low: number, high: number] | null }
    | undefined,
): Cell {
  if (compared === undefined) return undefined;
  return {
    text: formatRatio(compared.ratio),
    ...(compared.ci95 === null ? {} : { note: formatRatioInterval(compared.ci95, compared.ratio) }),
  };
}

function detectable(change: number | null): Cell {
  return change === null ? undefined : { text: formatNumber(change * 100) };
}
