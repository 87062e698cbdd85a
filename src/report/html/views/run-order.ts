import { formatValue } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { ownCosts } from '../../figures/run-order.ts';
import { html, type Html } from '../escape.ts';
import { scrollBox } from '../tables.ts';
import type { View } from '../view.ts';
import { driftChart } from './drift.ts';
import { timelineChart } from './timelines.ts';

export function runOrderView(context: ReportContext): View | undefined {
  const drift = driftChart(context);
  const costs = ownCostTable(context);
  const timeline = timelineChart(context);
  if (drift === undefined && costs === undefined && timeline === undefined) return undefined;
  return {
    id: 'order',
    title: 'Run order and own cost',
    body: html`<p>Rounds were taken in a ${context.input.plan.order}, so that a drifting host touches all variants alike.</p>
${drift?.body}${timeline?.body}${costs}`,
    charts: { ...drift?.charts, ...timeline?.charts },
  };
}

function ownCostTable(context: ReportContext): Html | undefined {
  const costs = ownCosts(context);
  if (costs.length === 0) return undefined;
  const caption = 'What measuring itself cost, and what was taken from the host';
  return scrollBox(
    caption,
    html`<table><caption>${caption}</caption><thead><tr><th scope="col">Metric</th><th scope="col" class="number">Median<span class="unit">over samples</span></th><th scope="col" class="number">Highest</th><th scope="col" class="number">Samples<span class="unit">count</span></th></tr></thead>
<tbody>${costs.map(({ title, unit, median, max, samples }) => html`<tr><th scope="row">${title}</th><td class="number">${formatValue(median, unit)}</td><td class="number">${formatValue(max, unit)}</td><td class="number">${samples}</td></tr>`)}</tbody></table>`,
  );
}
