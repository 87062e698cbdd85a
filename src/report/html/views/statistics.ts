import { formatValue } from '../../../model/units.ts';
import { renderCsv } from '../../csv.ts';
import { variantNamed, type ReportContext } from '../../../sections/context.ts';
import { formatInterval } from '../../../sections/estimate.ts';
import { describePoint } from '../../../sections/select.ts';
import { html, scriptJson } from '../escape.ts';
import { variantName } from '../keys.ts';
import { disclosure, scrollBox } from '../tables.ts';
import type { View } from '../view.ts';

/** Every series of the summary. The CSV has plain units and each round's value. */
export function statisticsView(context: ReportContext): View {
  const { series } = context.input.summary;
  const rows = series.map(
    (
      one,
    ) => html`<tr><td>${one.metric}</td><th scope="row">${variantName(variantNamed(context, one.variant))}</th><td>${describePoint(one)}</td><td class="number">${formatValue(one.median, one.unit)}</td><td class="number">${formatValue(one.mean, one.unit)}</td><td class="number">${one.ci95 === null ? '–' : formatInterval(one.ci95, one.unit)}</td><td class="number">${one.rounds}</td><td class="number">${one.failures} of ${one.attempts}</td></tr>
`,
  );
  const heads = ['Median', 'Mean', '95% interval'].map(
    (title) => html`<th scope="col" class="number">${title}<span class="unit">of rounds</span></th>`,
  );
  const table = html`<div class="tools needs-script"><label>Filter <input type="search" data-filter="all-statistics" placeholder="metric, variant, density"></label> <button type="button" data-copy="csv">Copy all as CSV</button></div>
${scrollBox('All statistics', html`<table id="all-statistics" class="dense"><thead><tr><th scope="col">Metric</th><th scope="col">Variant</th><th scope="col">Measured at</th>${heads}<th scope="col" class="number">Rounds<span class="unit">count</span></th><th scope="col" class="number">Failed<span class="unit">of launches</span></th></tr></thead><tbody>${rows}</tbody></table>`)}
<script type="application/json" id="csv">${scriptJson(renderCsv(context.input.summary))}</script>`;
  return {
    id: 'statistics',
    title: 'All statistics',
    body:
      series.length === 0
        ? html`<p>There are none: no round gave an observation.</p>`
        : html`<p>One line per metric, variant and point: ${series.length} series. The interval is a 95% t interval of the mean over rounds (on logarithms, and the mean geometric, where every value is positive); a round is one execution from clean host to clean host.</p>${disclosure(`Show all ${series.length} series`, table)}`,
    charts: {},
  };
}
