import type { ReportContext } from '../../figures/context.ts';
import { html } from '../escape.ts';
import { disclosure, scrollBox } from '../tables.ts';
import type { View } from '../view.ts';

export function methodView(context: ReportContext): View {
  const rows = context.input.metrics.map(
    ({ name, title, unit, definition, source }) => html`<tr><th scope="row">${title}<br><code>${name}</code></th><td>${unit}</td><td>${definition}</td><td>${source}</td></tr>`,
  );
  const glossary = scrollBox('Metrics', html`<table class="prose"><thead><tr><th scope="col">Metric</th><th scope="col">Unit</th><th scope="col">Definition</th><th scope="col">Source</th></tr></thead><tbody>${rows}</tbody></table>`);
  return {
    id: 'method',
    title: 'Method',
    body: html`<div class="columns">
<p><strong>The round is the repetition.</strong> A round takes one variant at one density from a clean host to a clean host and gives one number per metric. Instances launched together are correlated, so they are never pooled as if they were independent.</p>
<p><strong>Intervals.</strong> A 95% interval is a t interval of the mean over rounds. A ratio between variants is the geometric mean of per-repetition ratios, with a paired t interval on their logarithms. Fewer than six rounds are too few for a verdict.</p>
<p><strong>Startup.</strong> Every mark of every variant is stamped by one monotonic clock of the host; a guest’s clock is never compared with it. Output is attached before start. A launch that fails or times out is kept and counted, never dropped and never zero.</p>
<p><strong>Memory.</strong> PSS splits shared pages among those who share them; RSS counts them for everyone. What the host has less is fitted over several densities, since the first instance pays for what all share.</p>
<p><strong>CPU sharing.</strong> Equal instances do equal, fixed work in a closed loop. Jain’s index is (Σx)² ÷ (n·Σx²) of their rates: 1 when all are alike, 1/n when one has everything.</p>
<p><strong>Isolation in the picture.</strong> Only what was observed: whether boot id and release are the host’s, whether hostnames differ, and how evenly CPU was shared. It is not a security rating.</p>
</div>${rows.length === 0 ? undefined : disclosure(`Definitions of all ${rows.length} metrics`, glossary)}`,
    charts: {},
  };
}
