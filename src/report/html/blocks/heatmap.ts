import type { HeatCell, HeatmapBlock } from '../../../sections/section.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { scrollBox } from '../tables.ts';

/**
 * Lowest ratio of each step of shading. The number stands in every cell, so the shade is only a guide for the
 * eye.
 */
const STEPS = [0, 1.1, 1.5, 3, 10, 30] as const;

/** Rows against the columns of each variant, which stand side by side. */
export function heatmap(block: HeatmapBlock): Html {
  const { caption, rowTitle, rowUnit, variants, columns, rows, key } = block;
  const perVariant = columns.length;
  const heads = variants.map(
    (variant) =>
      html`<th scope="colgroup" colspan="${perVariant}" class="first">${variantName(variant)}</th>`,
  );
  const titles = variants.flatMap(() =>
    columns.map((title, index) => html`<th scope="col" class="number${edge(index)}">${title}</th>`),
  );
  const body = rows.map(
    ({ title, note, cells }) =>
      html`<tr><th scope="row">${title}${note === '' ? undefined : html`<span class="unit">${note}</span>`}</th>${cells.map((cell, index) => cellHtml(cell, edge(index % perVariant)))}</tr>
`,
  );
  return html`${scrollBox(
    caption,
    html`<table class="heat"><caption>${caption}</caption>
<thead><tr><th scope="col"${perVariant > 1 ? html` rowspan="2"` : undefined}>${rowTitle}<span class="unit">${rowUnit}</span></th>${heads}</tr>
${perVariant > 1 ? html`<tr>${titles}</tr>` : undefined}</thead><tbody>${body}</tbody></table>`,
  )}${key === true ? shades() : undefined}`;
}

const edge = (column: number): string => (column === 0 ? ' first' : '');

function cellHtml(cell: HeatCell | undefined, side: string): Html {
  if (cell === undefined)
    return html`<td class="number${side}"><span class="none" title="not measured, or not testable: see the warnings">–</span></td>`;
  const { text, note, ratio, worst } = cell;
  const step = ratio === undefined ? '' : ` h${STEPS.findLastIndex((low) => ratio >= low)}`;
  const figure =
    worst === true
      ? html`<strong title="worst neighbour of this column">${text}<span class="worst"> ◀</span></strong>`
      : text;
  const interval = note === undefined ? undefined : html`<span class="ci">${note}</span>`;
  return html`<td class="number${side}${step}">${figure}${interval}</td>`;
}

function shades(): Html {
  const names = STEPS.map((low, step) => {
    const next = STEPS[step + 1];
    return step === 0 ? `below ${next}×` : next === undefined ? `${low}× and more` : `${low}–${next}×`;
  });
  return html`<ul class="legend heat-key">${names.map((name, step) => html`<li><span class="swatch h${step}"></span>${name}</li>`)}<li>◀ worst of its column</li></ul>`;
}
