import { visible } from '../../model/visible-text.ts';

/**
 * Markup that is safe to put into the page. Only `html` and `trusted` make it, so nothing reaches the page
 * unescaped by mistake.
 */
export interface Html {
  readonly markup: string;
}

export type Content = Html | string | number | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * Template for markup: every value that is not markup itself is escaped. Attributes must be in double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { markup: strings.reduce((text, part, index) => text + render(values[index - 1]) + part) };
}

/** Markup written by this package or by a library that it ships; never text from a run. */
export function trusted(markup: string): Html {
  return { markup };
}

function render(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escapeText(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(render).join('');
}

/**
 * JSON that can stand inside a script element: no `<`, so nothing in it can end the element or open a
 * comment.
 */
export function scriptJson(value: unknown): Html {
  return trusted(
    JSON.stringify(value)
      .replaceAll('<', '\\u003c')
      .replaceAll('\u2028', '\\u2028')
      .replaceAll('\u2029', '\\u2029'),
  );
}
