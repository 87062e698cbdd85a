import { formatNumber, formatValue } from '../../../model/units.ts';
import type { ReportContext } from '../../figures/context.ts';
import { medianOf } from '../../figures/launches.ts';
import { ownCosts, roundsInOrder } from '../../figures/run-order.ts';
import { rounded, thin } from '../../figures/thin.ts';
import type { ChartDataset, ChartSpec } from '../chart-spec.ts';
import { html, type Html } from '../escape.ts';
import { chartFigure, thinningNote } from '../figures.ts';
import { dataTable, scrollBox } from '../tables.ts';
import type { View } from '../view.ts';
import { timelineChart } from './timelines.ts';

/** Below the marks of the slowest rounds, where a round without a figure still has a place. */
const FAILED_AT = 0.5;

export function runOrderView(context: ReportContext): View | undefined {
  const ordered = roundsInOrder(context);
  const costs = ownCostTable(context);
  const timeline = timelineChart(context);
  if (ordered.length === 0 && costs === undefined && timeline === undefined) return undefined;
  let [drawn, total] = [0, 0];
  const variants = context.variants.filter(({ name }) => ordered.some(({ variant }) => variant === name));
  const lowest = ordered.reduce((least, { relative }) => Math.min(least, relative ?? 1), 1);
  const highest = ordered.reduce((most, { relative }) => Math.max(most, relative ?? 1), 1);
  // Small drifts are read best on a plain axis; outliers of several times would flatten it.
  const log = highest / lowest > 4;
  const datasets = variants.flatMap((variant): ChartDataset[] => {
    const mine = ordered.filter((round) => round.variant === variant.name);
    const good = thin(mine.flatMap(({ place, relative }) => (relative === null ? [] : [[place, rounded(relative)] as const])));
    const bad = mine.flatMap(({ place, relative }) => (relative === null ? [[place, Math.min(FAILED_AT, lowest * 0.9)] as const] : []));
    drawn += good.points.length;
    total += good.total;
    return [
      { variant: variant.index, label: variant.name, style: 'dots' as const, points: good.points },
      { variant: variant.index, label: `${variant.name}, failed`, style: 'failures' as const, points: thin(bad).points },
    ].filter(({ points }) => points.length > 0);
  });
  const spec: ChartSpec = {
    x: { title: 'Round, in the order of execution', scale: 'linear', min: 0, max: ordered.length + 1 },
    y: { title: `Time to ready ÷ cell’s median${log ? ' (log scale)' : ''}`, scale: log ? 'logarithmic' : 'linear' },
    views: [{ label: 'All variants', datasets }],
  };
  const table = {
    caption: 'Rounds in the first and in the second half of the run, median of time to ready ÷ its cell’s median',
    columns: [{ title: 'Rounds', unit: 'count' }, { title: 'First half', unit: 'ratio' }, { title: 'Second half', unit: 'ratio' }, { title: 'Lowest', unit: 'ratio' }, { title: 'Highest', unit: 'ratio' }, { title: 'Nothing ready', unit: 'rounds' }],
    rows: variants.map((variant) => {
      const mine = ordered.filter((round) => round.variant === variant.name);
      const known = mine.filter((round): round is typeof round & { relative: number } => round.relative !== null);
      const half = (first: boolean): number[] => known.filter(({ place }) => place <= ordered.length / 2 === first).map(({ relative }) => relative);
      const figure = (values: readonly number[]) => (values.length === 0 ? undefined : { text: formatNumber(medianOf(values)) });
      const all = known.map(({ relative }) => relative).sort((a, b) => a - b);
      return { variant, cells: [{ text: String(mine.length) }, figure(half(true)), figure(half(false)), figure(all.slice(0, 1)), figure(all.slice(-1)), { text: String(mine.length - known.length) }] };
    }),
  };
  const text = {
    title: 'Drift',
    note: `Every round that launched, held against the median of its own cell: a slope or a step would be drift of the host. Hollow crosses are rounds in which nothing became ready.${thinningNote(drawn, total)}`,
    description: 'Relative time to ready of every round in the order of execution.',
  };
  const drawable = ordered.some(({ relative }) => relative !== null);
  return {
    id: 'order',
    title: 'Run order and own cost',
    body: html`<p>Rounds were taken in a ${context.input.plan.order}, so that a drifting host touches all variants alike.</p>
${drawable ? chartFigure('chart-order', text, spec, variants, dataTable(table)) : dataTable(table)}${timeline?.body}${costs}`,
    charts: { ...(drawable ? { 'chart-order': spec } : {}), ...timeline?.charts },
  };
}

function ownCostTable(context: ReportContext): Html | undefined {
  const costs = ownCosts(context);
  if (costs.length === 0) return undefined;
  const caption = 'What measuring itself cost, and what was taken from the host';
  return scrollBox(caption, html`<table><caption>${caption}</caption><thead><tr><th scope="col">Metric</th><th scope="col" class="number">Median<span class="unit">over samples</span></th><th scope="col" class="number">Highest</th><th scope="col" class="number">Samples<span class="unit">count</span></th></tr></thead>
<tbody>${costs.map(({ title, unit, median, max, samples }) => html`<tr><th scope="row">${title}</th><td class="number">${formatValue(median, unit)}</td><td class="number">${formatValue(max, unit)}</td><td class="number">${samples}</td></tr>`)}</tbody></table>`);
}
