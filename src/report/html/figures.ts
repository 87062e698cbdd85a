import type { ReportVariant } from '../../sections/context.ts';
import type { ChartSpec } from '../../sections/chart.ts';
import { html, type Content, type Html } from './escape.ts';
import { legend } from './keys.ts';
import { disclosure } from './tables.ts';

export interface FigureText {
  readonly title: string;
  /** What to look at, and how it was drawn. */
  readonly note: Content;
  /** For readers who cannot see it. */
  readonly description: string;
}

/** A picture made at build time, laid out for a wide and for a narrow page. */
export function svgFigure(
  { title, note, description }: FigureText,
  draw: (width: number, description: string) => Html,
): Html {
  return html`<figure><h3>${title}</h3><div class="wide">${draw(860, description)}</div><div class="narrow">${draw(350, description)}</div><figcaption>${note}</figcaption></figure>`;
}

/** A chart that the script draws; its table says the same without one. */
export function chartFigure(
  id: string,
  { title, note, description }: FigureText,
  spec: ChartSpec,
  variants: readonly ReportVariant[],
  table: Html,
  others: readonly Html[] = [],
): Html {
  const menu =
    spec.views.length < 2
      ? undefined
      : html`<label class="menu needs-script">Show <select data-chart="${id}">${spec.views.map(({ label }, index) => html`<option value="${index}">${label}</option>`)}</select></label>`;
  return html`<figure><div class="figure-head"><h3>${title}</h3>${menu}</div>${legend(variants, others)}
<div class="canvas needs-script"><canvas id="${id}" role="img" aria-label="${description}"></canvas></div>
<noscript><p class="note">This chart is drawn by a script; its figures are in the table below.</p></noscript>
<figcaption>${note}</figcaption>${disclosure('Figures of this chart', table)}</figure>`;
}
