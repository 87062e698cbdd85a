import type { Judgement, Verdict } from '../../../model/verdict.ts';
import { formatValue } from '../../../model/units.ts';
import type { ReportContext } from '../../figures/context.ts';
import { formatInterval } from '../../figures/estimate.ts';
import { signOf } from '../../verdicts.ts';
import { html, type Html } from '../escape.ts';
import { scrollBox } from '../tables.ts';
import type { View } from '../view.ts';

/** The outcome in a word with its cause, on top of a run that was judged. */
export function verdictBanner({ input: { judgement } }: ReportContext): Html | undefined {
  if (judgement === undefined) return undefined;
  const sign = judgement.outcome === 'pass' ? '✓' : judgement.outcome === 'failed' ? '✗' : judgement.outcome === 'not-comparable' ? '≠' : '?';
  return html`<p class="banner ${judgement.outcome}"><strong>${sign} ${judgement.outcome.toUpperCase()}.</strong> ${judgement.cause}</p>`;
}

/** Every gate, worst first, with what decided it. */
export function gatesView({ input: { judgement } }: ReportContext): View | undefined {
  if (judgement === undefined) return undefined;
  const body = html`${scrollBox('Gates, worst first', html`<table><caption>Gates, worst first; change and value with their 95% interval over rounds</caption><thead><tr>${COLUMNS.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${judgement.verdicts.map(row)}</tbody></table>`)}${advice(judgement)}${noise(judgement)}`;
  return { id: 'gates', title: 'Gates', body, charts: {} };
}

const COLUMNS = ['Verdict', 'Gate', 'Measured', 'Accepted', 'Detectable change', 'Rounds', 'p, and after Holm', 'What decided'];

function row(verdict: Verdict): Html {
  const { word, level, title, estimate, ci95, unit, accepted, minimumDetectableChange, rounds, p, adjustedP, cause } = verdict;
  const figure = (value: number): string => (unit === null ? String(value) : formatValue(value, unit));
  const [low, high] = accepted;
  const range = [...(low === null ? [] : [`≥ ${figure(low)}`]), ...(high === null ? [] : [`≤ ${figure(high)}`])].join(', ');
  return html`<tr><th scope="row">${signOf(word)} ${word}${level === 'warn' ? ' (warns only)' : ''}</th><td>${title}</td>
<td>${estimate === null ? '–' : figure(estimate)}${ci95 === null || unit === null ? undefined : html`<span class="ci">${formatInterval(ci95, unit)}</span>`}</td>
<td>${range === '' ? '–' : range}</td><td>${minimumDetectableChange === null ? '–' : percent(minimumDetectableChange)}</td><td>${rounds}</td>
<td>${p === null ? '–' : chance(p)}${adjustedP === null ? undefined : html`<span class="ci">${chance(adjustedP)}</span>`}</td><td>${cause}</td></tr>
`;
}

function advice({ verdicts }: Judgement): Html | undefined {
  const said = [...new Set(verdicts.flatMap(({ advice: text }) => (text === null ? [] : [text])))];
  return said.length === 0 ? undefined : html`<ul class="notes">${said.map((text) => html`<li><span class="fix">${text}</span></li>`)}</ul>`;
}

/** The same thing measured twice: no difference smaller than this can be believed. */
function noise(judgement: Judgement): Html | undefined {
  const floors = judgement.noise.filter(({ ci95 }) => ci95 !== null);
  if (floors.length === 0) return undefined;
  return html`<p>Noise floor, ${floors[0]!.twin} over ${floors[0]!.variant}, which are the same thing: ${floors.map(({ metric, density, ci95 }) => `${metric} at ${density}: ${formatInterval(ci95!, 'ratio')}`).join('; ')}.</p>`;
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)}%`;
}

function chance(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
