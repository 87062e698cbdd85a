import type { ReportContext } from '../../sections/context.ts';
import { html, type Html } from './escape.ts';

/** Narrow plots have no room for labels beside names; they mark them and explain here. */
export function starred(context: ReportContext): Html {
  const labelled = context.variants.filter(({ label }) => label !== null);
  return labelled.length === 0
    ? html``
    : html`<span class="narrow">* ${labelled.map(({ name, label }) => html`${name}: <span class="label">${label ?? undefined}</span> `)}</span>`;
}
