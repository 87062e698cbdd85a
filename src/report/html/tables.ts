import { formatValue } from '../../model/units.ts';
import { formatInterval } from '../../sections/estimate.ts';
import type { Cell, DataTable, Row } from '../../sections/table.ts';
import { html, type Content, type Html } from './escape.ts';
import { variantName } from './keys.ts';

/**
 * A data table; wide ones scroll in a box of their own, reachable by keyboard, so that the page never scrolls
 * sideways.
 */
export function dataTable({ caption, columns, rows }: DataTable, extraRows?: Content): Html {
  if (rows.length === 0 && extraRows === undefined) return html``;
  // Figures have a unit and stand to the right; texts have none.
  const numeric = columns.map(({ unit }) => unit !== undefined);
  const head = columns.map(
    ({ title, unit }, index) =>
      html`<th scope="col"${numeric[index] ? html` class="number"` : undefined}>${title}${unit === undefined ? undefined : html`<span class="unit">${unit}</span>`}</th>`,
  );
  return scrollBox(
    caption,
    html`<table><caption>${caption}</caption><thead><tr><th scope="col">Variant</th>${head}</tr></thead>
<tbody>${rows.map((row, index) => html`${groupRow(row, rows[index - 1], columns.length)}${bodyRow(row, numeric)}`)}${extraRows}</tbody></table>`,
  );
}

export function scrollBox(name: string, content: Html): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${name}">${content}</div>`;
}

function groupRow({ group }: Row, previous: Row | undefined, columns: number): Html | undefined {
  if (group === undefined || group === previous?.group) return undefined;
  return html`<tr class="group"><th scope="rowgroup" colspan="${columns + 1}">${group.replace(/^./, (letter) => letter.toUpperCase())}</th></tr>`;
}

function bodyRow({ variant, cells }: Row, numeric: readonly boolean[]): Html {
  return html`<tr><th scope="row">${variantName(variant)}</th>${cells.map((cell, index) => html`<td${numeric[index] ? html` class="number"` : undefined}>${cellContent(cell)}</td>`)}</tr>
`;
}

function cellContent(cell: Cell): Html {
  if (cell === undefined) return html`<span class="none" title="not measured">–</span>`;
  if ('text' in cell)
    return html`${cell.strong === true ? html`<strong>${cell.text}</strong>` : cell.text}${cell.note === undefined ? undefined : html`<span class="ci">${cell.note}</span>`}`;
  const interval =
    cell.ci95 === null ? undefined : html`<span class="ci">${formatInterval(cell.ci95, cell.unit)}</span>`;
  return html`${formatValue(cell.value, cell.unit)}${interval}`;
}

/** Kept out of the way until asked for; print opens it. */
export function disclosure(summary: string, content: Content): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`;
}
