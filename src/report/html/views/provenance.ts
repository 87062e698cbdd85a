import { versionRows, withAny, type ConfigurationRow } from '../../figures/configurations.ts';
import type { ReportContext, ReportVariant } from '../../../sections/context.ts';
import { provenance } from '../../figures/provenance.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { scrollBox } from '../tables.ts';
import type { View } from '../view.ts';

export function provenanceView(context: ReportContext): View {
  const facts = html`<dl class="facts">${provenance(context).map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  const table = settingsTable(
    'Versions of what ran the variants; rows that differ are bold',
    withAny(context, 'versions'),
    versionRows(context),
  );
  return {
    id: 'provenance',
    title: 'Where these figures come from',
    body: html`${facts}${table}`,
    charts: {},
  };
}

/** One row per setting, one column per variant. */
export function settingsTable(
  caption: string,
  variants: readonly ReportVariant[],
  rows: readonly ConfigurationRow[],
): Html {
  if (rows.length === 0) return html``;
  return scrollBox(
    caption,
    html`<table class="settings"><caption>${caption}</caption><thead><tr><th scope="col">Setting</th>${variants.map((variant) => html`<th scope="col">${variantName(variant)}</th>`)}</tr></thead>
<tbody>${rows.map(
      ({
        name,
        values,
        differs,
      }) => html`<tr${differs ? html` class="differs"` : undefined}><th scope="row">${name}</th>${values.map((value) => html`<td>${value ?? html`<span class="none" title="not reported">–</span>`}</td>`)}</tr>
`,
    )}</tbody></table>`,
  );
}
