import { answer } from '../../figures/answer.ts';
import { glance } from '../../figures/glance.ts';
import { tradeOffPicture } from '../../figures/trade-off.ts';
import type { Report } from '../../compose.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { blockHtml } from '../blocks/block.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { dataTable } from '../tables.ts';

/** The first screen: what the trade-off is here, in words, in one picture and in one table. */
export function answerView(report: Report): Html {
  const [lead, ...rest] = answer(report);
  const picture = tradeOffPicture(report);
  const { table, note } = glance(report);
  const noPicture =
    picture === undefined
      ? html`<p class="note">No picture of density against isolation: no variant has a figure for memory per instance. The memory or the density experiment gives one.</p>`
      : undefined;
  return html`<section id="answer" class="${picture === undefined ? 'words-only' : 'first-screen'}" aria-label="Answer">
<div class="answer"><p class="lead">${sentence(lead ?? '')}</p>${rest.map((one) => html`<p>${sentence(one)}</p>`)}${noPicture}</div>
${picture === undefined ? undefined : blockHtml(picture, report.context)}
</section>
<section class="glance" aria-label="The variants at a glance">${dataTable(table, lostRows(report.context, table.columns.length))}<p class="note">${note}</p></section>`;
}

/** Intervals step back a little, so that the figures can be read in one go. */
function sentence(text: string): Html {
  return html`${text.split(/(\(95% interval [^)]*\))/).map((part, index) => (index % 2 === 1 ? html`<span class="aside">${part}</span>` : part))}`;
}

/** Variants without figures stay in the table: leaving them out would read as if nobody had asked. */
function lostRows({ variants }: ReportContext, columns: number): Html | undefined {
  if (variants.every(({ status }) => status.state === 'measured')) return undefined;
  return html`${variants.map((variant) => {
    const { status } = variant;
    if (status.state === 'measured') return undefined;
    return html`<tr class="lost"><th scope="row">${variantName(variant)}</th><td colspan="${columns || 1}"><strong>${status.state === 'unavailable' ? 'Cannot run here' : 'Failed'}</strong>: ${status.reason}. <span class="fix">Fix: ${status.hint}.</span></td></tr>`;
  })}`;
}
