import type { Judgement, Verdict } from '../../../model/verdict.ts';
import { formatValue } from '../../../model/units.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { formatInterval } from '../../../sections/estimate.ts';
import { signOf } from '../../verdicts.ts';
import { html, type Html } from '../escape.ts';
import { scrollBox } from '../tables.ts';
import type { View } from '../view.ts';

/** The outcome in a word with its cause, on top of a run that was judged. */
export function verdictBanner({ input: { judgement } }: ReportContext): Html | undefined {
  return judgement === undefined ? undefined : banner(judgement);
}

/** @param whose what was judged, where a page judges several */
export function banner(judgement: Judgement, whose?: string): Html {
  const { outcome, cause } = judgement;
  const sign =
    outcome === 'pass' ? '✓' : outcome === 'failed' ? '✗' : outcome === 'not-comparable' ? '≠' : '?';
  return html`<div class="banner ${outcome}"><p><strong>${sign} ${whose === undefined ? undefined : html`${whose}: `}${outcome.toUpperCase()}.</strong> ${cause}</p>${sensitivity(judgement)}</div>`;
}

/** How small a change would have been seen, and how far apart the same thing came. */
function sensitivity({ verdicts, noise }: Judgement): Html | undefined {
  const changes = verdicts.flatMap((verdict) =>
    verdict.kind === 'measured' &&
    verdict.minimumDetectableChange !== null &&
    verdict.against.kind !== 'bound'
      ? [verdict.minimumDetectableChange]
      : [],
  );
  const floors = noise.flatMap(({ ci95 }) => (ci95 === null ? [] : [ci95]));
  if (changes.length === 0 && floors.length === 0) return undefined;
  const [least, most] = [Math.min(...changes), Math.max(...changes)];
  const detectable =
    changes.length === 0
      ? ''
      : `Minimum detectable change with 80% power: ${least === most ? percent(least) : `${percent(least)} to ${percent(most)}`}. `;
  const floor =
    floors.length === 0
      ? 'Noise floor: not measured, there is no twin.'
      : `Noise floor (A/A): ${formatInterval([Math.min(...floors.map(([low]) => low)), Math.max(...floors.map(([, high]) => high))], 'ratio')} between two series of the same thing.`;
  return html`<p class="note">${detectable}${floor}</p>`;
}

/** Every gate, worst first, with what decided it. */
export function gatesView({ input: { judgement } }: ReportContext): View | undefined {
  if (judgement === undefined) return undefined;
  return { id: 'gates', title: 'Gates', body: gatesTable(judgement), charts: {} };
}

export function gatesTable(judgement: Judgement): Html {
  return html`${scrollBox(
    'Gates, worst first',
    html`<table><caption>Gates, worst first; change and value with their 95% interval over rounds</caption><thead><tr>${COLUMNS.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${judgement.verdicts.map(row)}</tbody></table>`,
  )}${advice(judgement)}${noise(judgement)}`;
}

const COLUMNS = [
  'Verdict',
  'Gate',
  'Measured',
  'Accepted',
  'Detectable change',
  'Rounds',
  'p, and after Holm',
  'What decided',
];

function row(verdict: Verdict): Html {
  const { word, level, title, cause } = verdict;
  const rounds = 'rounds' in verdict ? verdict.rounds : 0;
  return html`<tr><th scope="row">${signOf(word)} ${word}${level === 'warn' ? ' (warns only)' : ''}</th><td>${title}</td>
<td>${measured(verdict)}</td>
<td>${accepted(verdict)}</td><td>${detectable(verdict)}</td><td>${rounds}</td>
<td>${chances(verdict)}</td><td>${cause}</td></tr>
`;
}

function measured(verdict: Verdict): Html | string {
  if (!('estimate' in verdict)) return '–';
  const { estimate, ci95, unit } = verdict;
  return html`${formatValue(estimate, unit)}${ci95 === null ? undefined : html`<span class="ci">${formatInterval(ci95, unit)}</span>`}`;
}

function accepted(verdict: Verdict): string {
  if (!('accepted' in verdict)) return '–';
  const [low, high] = verdict.accepted;
  const range = [
    ...(low === null ? [] : [`≥ ${formatValue(low, verdict.unit)}`]),
    ...(high === null ? [] : [`≤ ${formatValue(high, verdict.unit)}`]),
  ];
  return range.length === 0 ? '–' : range.join(', ');
}

function detectable(verdict: Verdict): string {
  return verdict.kind === 'measured' && verdict.minimumDetectableChange !== null
    ? percent(verdict.minimumDetectableChange)
    : '–';
}

function chances(verdict: Verdict): Html | string {
  if (verdict.kind !== 'measured' || verdict.p === null || verdict.adjustedP === null) return '–';
  return html`${chance(verdict.p)}<span class="ci">${chance(verdict.adjustedP)}</span>`;
}

function advice({ verdicts }: Judgement): Html | undefined {
  const said = [...new Set(verdicts.flatMap(({ advice: text }) => (text === null ? [] : [text])))];
  return said.length === 0
    ? undefined
    : html`<ul class="notes">${said.map((text) => html`<li><span class="fix">${text}</span></li>`)}</ul>`;
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
