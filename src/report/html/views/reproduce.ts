import type { ReportContext } from '../../../sections/context.ts';
import { html } from '../escape.ts';
import { disclosure } from '../tables.ts';
import type { View } from '../view.ts';

/** Raw data and the way to get them again. */
export function reproduceView({ input, records }: ReportContext): View {
  const { manifest, directory } = input;
  const count = (kinds: readonly Parameters<typeof records.counts.get>[0][]): string =>
    kinds
      .filter((kind) => records.counts.has(kind))
      .map((kind) => `${(records.counts.get(kind) ?? 0).toLocaleString('en')} ${kind}`)
      .join(', ');
  const files = [
    [
      'samples.jsonl',
      `every raw record: ${count(['launch', 'removal', 'sample', 'identity', 'configuration'])}`,
    ],
    ['run.json', 'what was asked, on what host, with what versions'],
    ['plan.json', `${input.plan.rounds.length} rounds in their order`],
    [
      'summary.json',
      `${input.summary.series.length} series, ${input.summary.comparisons.length} comparisons`,
    ],
  ];
  return {
    id: 'reproduce',
    title: 'Raw data and how to repeat this run',
    body: html`<div class="command"><pre><code id="command">${manifest.command}</code></pre><button type="button" class="needs-script" data-copy="command">Copy</button></div>
<p>The run <code>${manifest.id}</code> is stored in the directory <code>${directory.split('/').at(-1) ?? directory}</code>:</p>
<dl class="facts">${files.map(([name, what]) => html`<div><dt><code>${name}</code></dt><dd>${what}</dd></div>`)}</dl>
${disclosure(`Scenario ${manifest.scenarioFile}`, html`<pre><code>${manifest.scenarioText}</code></pre>`)}`,
    charts: {},
  };
}
