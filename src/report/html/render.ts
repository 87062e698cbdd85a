import type { ReportInput } from '../../model/run-data.ts';
import type { ReportContext } from '../../sections/context.ts';
import { sectionsOf, type Report } from '../compose.ts';
import type { ReportAssets } from './assets.ts';
import { sectionView } from './blocks/block.ts';
import { html, type Html } from './escape.ts';
import { page } from './page.ts';
import type { View } from './view.ts';
import { answerView } from './views/answer.ts';
import { configurationView } from './views/configuration.ts';
import { forestView } from './views/forest.ts';
import { gatesView, verdictBanner } from './views/gates.ts';
import { methodView } from './views/method.ts';
import { provenanceView } from './views/provenance.ts';
import { reproduceView } from './views/reproduce.ts';
import { runOrderView } from './views/run-order.ts';
import { statisticsView } from './views/statistics.ts';
import { warningsView } from './views/warnings.ts';

/** How the run was made, after what it found. */
const APPENDIX: readonly ((context: ReportContext) => View | undefined)[] = [
  configurationView,
  runOrderView,
  warningsView,
  statisticsView,
  methodView,
  reproduceView,
];

/** The whole report as one page that needs nothing else. */
export function renderHtml(report: Report, assets: ReportAssets): string {
  const { input, context } = report;
  const views = [
    gatesView(context),
    forestView(report),
    provenanceView(context),
    ...sectionsOf(report).map((section) => sectionView(section, context)),
    ...APPENDIX.map((view) => view(context)),
  ].filter((view) => view !== undefined);
  return page(
    {
      title: input.summary.scenario,
      question: input.manifest.scenario.question,
      tool: input.manifest.tool,
      top: html`${verdictBanner(context)}${incomplete(input)}${answerView(report)}`,
      views,
    },
    assets,
  );
}

function incomplete({ manifest: { completeness, reason } }: ReportInput): Html | undefined {
  if (completeness === 'complete') return undefined;
  return html`<p class="banner"><strong>This run is ${completeness === 'running' ? 'not finished' : completeness}.</strong> ${reason === undefined ? 'Its figures rest on the rounds that were completed.' : `${reason}. Its figures rest on the rounds that were completed.`}</p>`;
}
