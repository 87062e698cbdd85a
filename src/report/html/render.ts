import { createHash } from 'node:crypto';
import type { ReportInput } from '../../model/run-data.ts';
import { reportContext, type ReportContext } from '../figures/context.ts';
import type { ReportAssets } from './assets.ts';
import { html, scriptJson, trusted, type Html } from './escape.ts';
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
  gatesView, forestView, provenanceView, startupView, densityView, memoryView, sharingView, interferenceView, boundaryView, identityView, configurationView, runOrderView, warningsView, statisticsView, methodView, reproduceView,
];

/** The whole report as one page that needs nothing else: scripts, styles and data are in it, and its policy forbids it to load more. */
export function renderHtml(input: ReportInput, assets: ReportAssets): string {
  const context = reportContext(input);
  const views = VIEWS.flatMap((view) => view(context) ?? []);
  const charts = Object.assign({}, ...views.map((view) => view.charts)) as View['charts'];
  // A source map would be the only thing that the page asks the network for, and only under a debugger.
  const chartJs = assets.chartJs.replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '');
  const policy = `default-src 'none'; script-src ${hash(chartJs)} ${hash(assets.client)}; style-src ${hash(assets.css)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${input.manifest.tool.name} ${input.manifest.tool.version}">
<title>${input.summary.scenario} · isodense</title>
<style>${trusted(assets.css)}</style>
</head>
<body>
${header(context, views)}
<main>
${verdictBanner(context)}${incomplete(input)}${answerView(context)}
${views.map(({ id, title, body }) => html`<section id="${id}"><h2>${title}</h2>
${body}
</section>
`)}</main>
<script type="application/json" id="charts">${scriptJson(charts)}</script>
<script>${trusted(chartJs)}</script>
<script>${trusted(assets.client)}</script>
</body>
</html>
`.markup;
}

function hash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}

function header({ input: { summary, manifest } }: ReportContext, views: readonly View[]): Html {
  return html`<header>
<div class="title"><h1>${summary.scenario}</h1>${manifest.scenario.question === undefined ? undefined : html`<p>${manifest.scenario.question}</p>`}</div>
<button type="button" id="theme" class="needs-script" aria-label="Change between light and dark">Dark</button>
<nav aria-label="Contents">${views.map(({ id }) => html`<a href="#${id}">${id.replace(/^./, (letter) => letter.toUpperCase())}</a> `)}</nav>
</header>`;
}

function incomplete({ manifest: { completeness, reason } }: ReportInput): Html | undefined {
  if (completeness === 'complete') return undefined;
  return html`<p class="banner"><strong>This run is ${completeness === 'running' ? 'not finished' : completeness}.</strong> ${reason === undefined ? 'Its figures rest on the rounds that were completed.' : `${reason}. Its figures rest on the rounds that were completed.`}</p>`;
}
