import { shortLabel } from '../../../sections/context.ts';
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

/**
 * In lines of at most that many characters, broken after a comma where there is one; the last says by its end
 * that there was more.
 */
export function wrapped(text: string, most: number, lines: number): string[] {
  if (text.length <= most) return [text];
  if (lines === 1) return [shortened(text, most)];
  const comma = text.lastIndexOf(', ', most - 1);
  const cut = comma > most / 3 ? comma + 1 : text.lastIndexOf(' ', most);
  // A word that fills the line has no place to break it.
  if (cut <= 0) return [shortened(text, most)];
  return [text.slice(0, cut), ...wrapped(text.slice(cut).trim(), most, lines - 1)];
}
