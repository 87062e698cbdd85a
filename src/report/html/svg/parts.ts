import type { StackRow } from '../../../sections/section.ts';
import { html, type Html } from '../escape.ts';
import { labelBeside, shortened } from './names.ts';
import { round } from './symbols.ts';

const BAR = 22;
const ROW = 40;

/**
 * Each row is cut into its parts and is as wide as the others: composition, not size, which the log plots
 * show.
 */
export function partsSvg(rows: readonly StackRow[], width: number, description: string): Html {
  const [left, right] = width < 500 ? [84, 66] : [230, 96];
  const span = width - left - right;
  const height = rows.length * ROW + 4;
  return html`<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${description}">
${rows.map((row, index) => {
  const y = index * ROW + 6;
  let start = left;
  const segments = row.parts.map((part) => {
    const x = start;
    const size = part.share * span;
    start += size;
    const label = size > part.text.length * 6.6 + 8 ? part.text : '';
    return html`<g><title>${part.name}: ${part.text}</title><rect class="part p${part.step}" x="${round(x)}" y="${y}" width="${round(Math.max(0, size - 1.5))}" height="${BAR}"/>${label === '' ? undefined : html`<text class="part-text p${part.step}" x="${round(x + size / 2)}" y="${y + 15}" text-anchor="middle">${label}</text>`}</g>`;
  });
  return html`<text class="row-name" x="0" y="${y + 15}">${shortened(row.name, width < 500 ? 10 : 18)}${labelBeside(shortened(row.name, 18), row.label, width)}</text>${segments}<text class="row-value" x="${width}" y="${y + 15}" text-anchor="end">${row.total}</text>`;
})}</svg>`;
}
