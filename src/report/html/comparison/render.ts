import type { RunComparison } from '../../../model/comparison.ts';
import type { ExperimentReport } from '../../../sections/section.ts';
import type { ReportAssets } from '../assets.ts';
import { html } from '../escape.ts';
import { page } from '../page.ts';
import type { View } from '../view.ts';
import { distributionsView } from './distributions.ts';
import { historyView } from './history.ts';
import { runOrdersView } from './run-order.ts';
import { sourcesOf } from './sources.ts';
import { testbedsView } from './testbeds.ts';
import { banners, changesView, verdictsView } from './verdicts.ts';
import { withinView } from './within.ts';

const VIEWS: readonly ((
  comparison: RunComparison,
  reports: readonly ExperimentReport[],
) => View | undefined)[] = [
  verdictsView,
  changesView,
  testbedsView,
  withinView,
  historyView,
  distributionsView,
  runOrdersView,
];

/** Several runs as one page that needs nothing else. */
export function renderComparison(
  comparison: RunComparison,
  tool: { readonly name: string; readonly version: string },
  reports: readonly ExperimentReport[],
  assets: ReportAssets,
): string {
  const names = sourcesOf(comparison).map(({ letter, name }) => `${letter} ${name}`);
  return page(
    {
      title: `${comparison.reference.scenario}: ${sourcesOf(comparison).length} compared`,
      question: `Is anything in ${names.slice(1).join(', ')} worse than in ${names[0]}?`,
      tool,
      top: html`<section id="answer" class="words-only" aria-label="Verdict">${banners(comparison)}</section>`,
      views: VIEWS.flatMap((view) => view(comparison, reports) ?? []),
    },
    assets,
  );
}
