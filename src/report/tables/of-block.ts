import type { Block, HeatmapBlock, IntervalsBlock, MatrixBlock, StackBlock } from '../../sections/section.ts';
import type { DataTable } from '../../sections/table.ts';
import { formatRatio, formatRatioInterval } from '../../model/ratio.ts';

/** The figures of a block, for media without pictures; undefined where it has none. */
export function tableOf(block: Block): DataTable | undefined {
  switch (block.kind) {
    case 'table':
    case 'curves':
      return block.table;
    case 'intervals':
      return ofIntervals(block);
    case 'stack':
      return ofStack(block);
    case 'heatmap':
      return ofHeatmap(block);
    case 'matrix':
      return ofMatrix(block);
    case 'forest':
      return {
        caption: block.title,
        columns: [{ title: 'Ratio', unit: 'ratio' }],
        groupTitle: 'Of',
        rows: block.rows.map(({ name, detail, ratio, ci95, group }) => ({
          variant: undefined,
          group: [group, name, detail].filter(Boolean).join(', '),
          cells: [
            ratio === null
              ? undefined
              : {
                  text: formatRatio(ratio),
                  ...(ci95 === null ? {} : { note: formatRatioInterval(ci95, ratio) }),
                },
          ],
        })),
      };
    case 'note':
    case 'scatter': // its figures are in the table of the variants at a glance
      return undefined;
  }
}

function ofIntervals({ title, axis, groups }: IntervalsBlock): DataTable {
  return {
    caption: title,
    columns: [{ title: axis }],
    groupTitle: 'Of',
    rows: groups.flatMap(({ title: group, rows }) =>
      rows.map(({ variant, estimate }) => ({ variant, group, cells: [estimate] })),
    ),
  };
}

function ofStack({ title, parts, rows }: StackBlock): DataTable {
  return {
    caption: title,
    columns: [...parts.map(({ name }) => ({ title: name })), { title: 'total' }],
    groupTitle: 'Of',
    rows: rows.map(({ name, parts: own, total }) => ({
      variant: undefined,
      group: name,
      cells: [
        ...parts.map(({ step }) => {
          const part = own.find((one) => one.step === step);
          return part === undefined ? undefined : { text: part.text };
        }),
        { text: total },
      ],
    })),
  };
}

function ofHeatmap({ caption, variants, columns, rows }: HeatmapBlock): DataTable {
  return {
    caption,
    columns: rows.map(({ title }) => ({ title })),
    groupTitle: 'Column',
    rows: variants.flatMap((variant, place) =>
      columns.map((group, index) => ({
        variant,
        group,
        cells: rows.map(({ cells }) => {
          const cell = cells[place * columns.length + index];
          if (cell === undefined) return undefined;
          return cell.note === undefined ? { text: cell.text } : { text: cell.text, note: cell.note };
        }),
      })),
    ),
  };
}

function ofMatrix({ caption, variants, groups }: MatrixBlock): DataTable {
  const rows = groups.flatMap((group) => group.rows);
  return {
    caption,
    columns: rows.map(({ title }) => ({ title })),
    rows: variants.map((variant, place) => ({
      variant,
      cells: rows.map(({ cells }) => {
        const cell = cells[place];
        return cell === undefined ? undefined : { text: `${cell.outcome.symbol} ${cell.outcome.word}` };
      }),
    })),
  };
}
