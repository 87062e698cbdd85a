import type { RunComparison } from '../../../model/comparison.ts';
import { controlRows, testbedRows } from '../../figures/testbed-rows.ts';
import { html } from '../escape.ts';
import { disclosure } from '../tables.ts';
import type { View } from '../view.ts';
import { settingsTable } from '../views/provenance.ts';
import { drawnSources, sourceName, sourcesOf } from './sources.ts';

/** What each was measured on and with; what differs is bold and first. */
export function testbedsView(comparison: RunComparison): View {
  const sources = sourcesOf(comparison);
  const drawn = drawnSources(comparison);
  const rows = testbedRows(sources);
  const decisive = comparison.candidates.flatMap(({ source, judgement }) =>
    (judgement.baseline?.differences ?? [])
      .filter((difference) => difference.decisive)
      .map(({ fact, here, there }) => ({ source, fact, here, there })),
  );
  const facts = sources.map((source) => ({
    source,
    when: source.sessions.map(({ startedAt }) => `${startedAt.slice(0, 16).replace('T', ' ')} UTC`),
  }));
  return {
    id: 'testbeds',
    title: 'What was compared, and what differs',
    body: html`<dl class="facts">${facts.map(({ source, when }) => html`<div><dt>${sourceName(source)}</dt><dd>${source.name}; ${source.run === null ? `a baseline of ${when.length} ${when.length === 1 ? 'session' : 'sessions'}` : `a run, ${source.run.manifest.completeness}`}; ${when.length === 1 ? when[0] : `${when[0]} to ${when.at(-1)}`}</dd></div>`)}</dl>
${decisive.length === 0 ? html`<p>Nothing differs that figures are known to depend on (system, kernel, architecture, CPU, cores, memory, control groups, virtualization).</p>` : html`<p><strong>Not comparable</strong>, since figures depend on what differs:</p><ul class="notes">${decisive.map(({ source, fact, here, there }) => html`<li><strong>${fact}</strong>: ${there} in ${comparison.reference.letter}, ${here} in ${source.letter}</li>`)}</ul>`}
${settingsTable(
  'What differs between testbeds and versions',
  drawn,
  rows.filter(({ differs }) => differs),
)}
${disclosure(
  'What is the same',
  settingsTable(
    'Testbeds and versions that do not differ',
    drawn,
    rows.filter(({ differs }) => !differs),
  ),
)}
${settingsTable('The host control: the same small work on every host, median', drawn, controlRows(sources))}`,
    charts: {},
  };
}
