import type { ReportInput } from '../../model/run-data.ts';
import { reportContext, type ReportContext } from '../../sections/context.ts';
import type { ReportAssets } from './assets.ts';
import { html, type Html } from './escape.ts';
import { page } from './page.ts';
import type { View } from './view.ts';
import { answerView } from './views/answer.ts';
import { boundaryView } from './views/boundary.ts';
import { configurationView } from './views/configuration.ts';
import { densityView } from './views/density.ts';
import { forestView } from './views/forest.ts';
import { gatesView, verdictBanner } from './views/gates.ts';
import { identityView } from './views/identity.ts';
import { interferenceView } from './views/interference.ts';
import { memoryView } from './views/memory.ts';
import { methodView } from './views/method.ts';
import { provenanceView } from './views/provenance.ts';
import { reproduceView } from './views/reproduce.ts';
import { runOrderView } from './views/run-order.ts';
import { sharingView } from './views/sharing.ts';
import { startupView } from './views/startup.ts';
import { statisticsView } from './views/statistics.ts';
import { warningsView } from './views/warnings.ts';

const VIEWS: readonly ((context: ReportContext) => View | undefined)[] = [
  gatesView,
  forestView,
  provenanceView,
  startupView,
  densityView,
  memoryView,
  sharingView,
  interferenceView,
  boundaryView,
  identityView,
  configurationView,
  runOrderView,
  warningsView,
  statisticsView,
  methodView,
  reproduceView,
];

/** The whole report as one page that needs nothing else. */
export function renderHtml(input: ReportInput, assets: ReportAssets): string {
  const context = reportContext(input);
  const views = VIEWS.flatMap((view) => view(context) ?? []);
  return page(
    {
      title: input.summary.scenario,
      question: input.manifest.scenario.question,
      tool: input.manifest.tool,
      top: html`${verdictBanner(context)}${incomplete(input)}${answerView(context)}`,
      views,
    },
    assets,
  );
}

function incomplete({ manifest: { completeness, reason } }: ReportInput): Html | undefined {
  if (completeness === 'complete') return undefined;
  return html`<p class="banner"><strong>This run is ${completeness === 'running' ? 'not finished' : completeness}.</strong> ${reason === undefined ? 'Its figures rest on the rounds that were completed.' : `${reason}. Its figures rest on the rounds that were completed.`}</p>`;
}
