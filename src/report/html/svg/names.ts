import { shortLabel } from '../../figures/context.ts';
import { html, type Html } from '../escape.ts';

/** A name in the room that there is. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** A variant's label after its name; on a narrow plot a star, which the caption explains. */
export function labelBeside(name: string, label: string | null, width: number): Html | undefined {
  if (label === null) return undefined;
  return html`<tspan class="row-label" dx="6">${width < 500 ? '*' : shortened(shortLabel(label), Math.max(12, 36 - name.length))}</tspan>`;
}
