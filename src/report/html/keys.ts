import type { ReportVariant } from '../../sections/context.ts';
import { html, type Html } from './escape.ts';
import { colourClass, dashOf, hollowSymbol, symbol } from './svg/symbols.ts';

/** A variant's symbol and line, as they are drawn everywhere. */
function key({ index }: ReportVariant): Html {
  return html`<svg class="key" viewBox="0 0 30 14" width="30" height="14" aria-hidden="true"><path class="key-line ${colourClass(index)}" d="M0 7H30" stroke-dasharray="${dashOf(index)}"/>${symbol(index, 15, 7, 4.2)}</svg>`;
}

/** Name, key and label of a variant: its numbers never stand without them. */
export function variantName(variant: ReportVariant | undefined): Html {
  if (variant === undefined) return html`–`;
  const label = variant.label === null ? undefined : html` <span class="label">${variant.label}</span>`;
  return html`<span class="variant">${key(variant)}<span>${variant.name}${variant.isReference ? html` <span class="mark">reference</span>` : undefined}${label}</span></span>`;
}

/** A twin: its original's symbol, unfilled. */
export function twinName(name: string, original: ReportVariant): Html {
  return html`<span class="variant"><svg class="key" viewBox="0 0 30 14" width="30" height="14" aria-hidden="true">${hollowSymbol(original.index, 15, 7, 4.2)}</svg><span>${name} <span class="mark">${original.name} again</span></span></span>`;
}

/** What belongs to no variant: grey lines, distinguished by their dashes. */
export function controlName(title: string, place: number): Html {
  return html`<span class="variant"><svg class="key" viewBox="0 0 30 14" width="30" height="14" aria-hidden="true"><path class="key-line control" d="M0 7H30" stroke-dasharray="${dashOf(place)}"/></svg><span>${title}</span></span>`;
}

/** @param others what is drawn beside the variants */
export function legend(variants: readonly ReportVariant[], others: readonly Html[] = []): Html {
  return html`<ul class="legend">${[...variants.map(variantName), ...others].map((name) => html`<li>${name}</li>`)}</ul>`;
}
