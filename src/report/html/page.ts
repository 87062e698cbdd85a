import { createHash } from 'node:crypto';
import type { ReportAssets } from './assets.ts';
import { html, scriptJson, trusted, type Html } from './escape.ts';
import type { View } from './view.ts';

export interface Page {
  readonly title: string;
  readonly question?: string | undefined;
  /** What wrote the figures. */
  readonly tool: { readonly name: string; readonly version: string };
  /** Above the views: what a reader came for. */
  readonly top: Html;
  readonly views: readonly View[];
}

/**
 * One page that needs nothing else: scripts, styles and data are in it, and its policy forbids it to load
 * more.
 */
export function page({ title, question, tool, top, views }: Page, assets: ReportAssets): string {
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
<meta name="generator" content="${tool.name} ${tool.version}">
<title>${title} · isodense</title>
<style>${trusted(assets.css)}</style>
</head>
<body>
<header>
<div class="title"><h1>${title}</h1>${question === undefined ? undefined : html`<p>${question}</p>`}</div>
<button type="button" id="theme" class="needs-script" aria-label="Change between light and dark">Dark</button>
<nav aria-label="Contents">${views.map(({ id }) => html`<a href="#${id}">${id.replace(/^./, (letter) => letter.toUpperCase())}</a> `)}</nav>
</header>
<main>
${top}
${views.map(
  (view) => html`<section id="${view.id}"><h2>${view.title}</h2>
${view.body}
</section>
`,
)}</main>
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
