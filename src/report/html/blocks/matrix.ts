import type { MatrixBlock } from '../../../sections/section.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { scrollBox } from '../tables.ts';

type Group = MatrixBlock['groups'][number];
type Cell = Group['rows'][number]['cells'][number];

/** Checks against variants; each outcome opens to show its evidence. */
export function matrix({ caption, variants, outcomes, groups }: MatrixBlock): Html {
  const legend = outcomes.map(
    ({ id, symbol, word, meaning }) =>
      html`<li><span class="outcome ${id}">${symbol} ${word}</span> ${meaning}</li>`,
  );
  const heads = variants.map((variant) => html`<th scope="col">${variantName(variant)}</th>`);
  return html`<ul class="legend outcomes">${legend}</ul>
${scrollBox(
  caption,
  html`<table class="boundary"><caption>${caption}</caption><thead><tr><th scope="col">Check</th>${heads}</tr></thead>
${groups.map(groupRows)}</table>`,
)}`;
}

function groupRows({ name, totals, rows }: Group): Html {
  return html`<tbody><tr class="group"><th scope="rowgroup">${name}</th>${totals.map((total) => html`<td>${total}</td>`)}</tr>
${rows.map(
  ({ id, title, cells }) =>
    html`<tr><th scope="row" title="${id}">${title}</th>${cells.map((cell) => html`<td>${outcomeCell(cell)}</td>`)}</tr>
`,
)}</tbody>`;
}

function outcomeCell(cell: Cell): Html {
  if (cell === undefined) return html`<span class="none" title="not checked">not checked</span>`;
  const { outcome, evidence } = cell;
  return html`<details class="evidence"><summary><span class="outcome ${outcome.id}">${outcome.symbol} ${outcome.word}</span></summary><p>${evidence}</p></details>`;
}
