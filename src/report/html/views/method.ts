import type { ReportContext } from '../../../sections/context.ts';
import { html } from '../escape.ts';
import { disclosure, scrollBox } from '../tables.ts';
import type { View } from '../view.ts';

export function methodView(context: ReportContext): View {
  const rows = context.input.metrics.map(
    ({ name, title, unit, definition, source }) =>
      html`<tr><th scope="row">${title}<br><code>${name}</code></th><td>${unit}</td><td>${definition}</td><td>${source}</td></tr>`,
  );
  const glossary = scrollBox(
    'Metrics',
    html`<table class="prose"><thead><tr><th scope="col">Metric</th><th scope="col">Unit</th><th scope="col">Definition</th><th scope="col">Source</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
  return {
    id: 'method',
    title: 'Method',
    body: html`<div class="columns">
<p><strong>The round is the repetition.</strong> A round takes one variant at one density from a clean host to a clean host and gives one number per metric. Instances launched together are correlated, so they are never pooled as if they were independent.</p>
<p><strong>Intervals.</strong> A mean over rounds is geometric where every round’s value is positive, so that it agrees with ratios, and its 95% interval is a t interval on logarithms, which never reaches below zero; where a value can be zero or less both are plain. A ratio between variants is the geometric mean of per-repetition ratios, with a paired t interval on their logarithms. Fewer than six rounds are too few for a verdict.</p>
<p><strong>Startup.</strong> Every mark of every variant is stamped by one monotonic clock of the host; a guest’s clock is never compared with it. Output is attached before start. A launch that fails or times out is kept and counted, never dropped and never zero.</p>
<p><strong>Memory.</strong> PSS splits shared pages among those who share them; RSS counts them for everyone. The drop in the host’s available memory is fitted over several densities, since the first instance pays for what all share.</p>
<p><strong>CPU sharing.</strong> Equal instances do equal, fixed work in a closed loop. Jain’s index is (Σx)² ÷ (n·Σx²) of their rates: 1 when all are alike, 1/n when one has everything.</p>
<p><strong>Density.</strong> A ramp grows until a rule or a wall stops it, then halves the last step. Every step is written down before it is taken, and the host keeps its reserve. A forecast from the fitted line is never given as a measurement.</p>
<p><strong>Interference.</strong> The victim’s latency counts from the time at which a request was meant to be sent, so waiting is not lost. It is measured alone before and after, beside idle neighbours, and beside each kind of aggressor in a shuffled order; every slowdown is a ratio within one round. Also the arm without limits has safety limits, which keep the host alive.</p>
<p><strong>Boundary.</strong> Each check is tried from inside an instance and judged with what the host knows; its evidence is kept. Shared is by design, leaked is not.</p>
<p><strong>Isolation in the picture.</strong> Only what was observed: slowdown beside the worst neighbour and outcomes of boundary checks; where those were not measured, whether boot id and release are the host’s, whether hostnames differ, and how evenly CPU was shared. It is not a security rating.</p>
</div>${rows.length === 0 ? undefined : disclosure(`Definitions of all ${rows.length} metrics`, glossary)}`,
    charts: {},
  };
}
