import type { BoundarySummary } from '../../../model/summary.ts';
import {
  boundaryColumns,
  boundaryGroups,
  OUTCOMES,
  type BoundaryColumn,
  type BoundaryGroup,
} from '../../figures/boundaries.ts';
import type { ReportContext } from '../../../sections/context.ts';
import { boundaryCountTable, groupText, OUTCOME_WORDS } from '../../tables/boundary.ts';
import { html, type Html } from '../escape.ts';
import { variantName } from '../keys.ts';
import { dataTable, scrollBox } from '../tables.ts';
import type { View } from '../view.ts';
import { capital } from '../wording.ts';

export function boundaryView(context: ReportContext): View | undefined {
  const columns = boundaryColumns(context);
  if (columns.length === 0) return undefined;
  const groups = boundaryGroups(context);
  const checks = groups.reduce((sum, group) => sum + group.checks.length, 0);
  return {
    id: 'boundary',
    title: 'Boundary',
    body: html`<p>What an instance sees of the host and of its sibling, and what it can touch: ${checks} checks, each an experiment with its evidence. Nothing here is a score.</p>
${dataTable(boundaryCountTable(context))}
<ul class="legend outcomes">${OUTCOMES.map((outcome) => html`<li><span class="outcome ${outcome}">${OUTCOME_WORDS[outcome].symbol} ${OUTCOME_WORDS[outcome].word}</span> ${OUTCOME_WORDS[outcome].meaning}</li>`)}</ul>
${matrix(groups, columns)}<p class="note">Open an outcome for what was seen. A check that came out differently in two rounds stands at its worst.</p>`,
    charts: {},
  };
}

function matrix(groups: readonly BoundaryGroup[], columns: readonly BoundaryColumn[]): Html {
  const caption = 'Every check, with evidence';
  return scrollBox(
    caption,
    html`<table class="boundary"><caption>${caption}</caption><thead><tr><th scope="col">Check</th>${columns.map(({ variant }) => html`<th scope="col">${variantName(variant)}</th>`)}</tr></thead>
${groups.map(
  (
    group,
  ) => html`<tbody><tr class="group"><th scope="rowgroup">${capital(group.name)}</th>${columns.map(({ checks }) => html`<td>${groupText(group.checks.flatMap(({ check }) => checks.get(check) ?? []))}</td>`)}</tr>
${group.checks.map(
  ({
    check,
    title,
  }) => html`<tr><th scope="row" title="${check}">${title}</th>${columns.map(({ checks }) => html`<td>${outcomeCell(checks.get(check))}</td>`)}</tr>
`,
)}</tbody>`,
)}</table>`,
  );
}

function outcomeCell(check: BoundarySummary['checks'][number] | undefined): Html {
  if (check === undefined) return html`<span class="none" title="not checked">not checked</span>`;
  const { symbol, word } = OUTCOME_WORDS[check.outcome];
  return html`<details class="evidence"><summary><span class="outcome ${check.outcome}">${symbol} ${word}</span></summary><p>${check.evidence}</p></details>`;
}
