import type { Experiment } from '../experiments/experiment.ts';
import { experiments, reports } from '../experiments/registry.ts';
import { packageFile, readText } from '../host/files.ts';
import type { ReportInput, StoredRun } from '../model/run-data.ts';
import type { Judgement } from '../model/verdict.ts';
import { composeReport, type Report } from '../report/compose.ts';
import { renderCsv } from '../report/csv.ts';
import { reportAssetFiles } from '../report/html/assets.ts';
import { renderHtml } from '../report/html/render.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { readRun, RunDirectory } from '../store/run-directory.ts';
import { summarise } from '../summary/summarise.ts';

/**
 * Everything a renderer needs, from disk alone.
 *
 * @param known the experiments whose rounds are summarised
 */
export function reportInput(run: StoredRun, known: readonly Experiment[] = experiments): ReportInput {
  const summary = summarise(run, known);
  const used = new Set(summary.series.map(({ metric }) => metric));
  return {
    ...run,
    summary,
    metrics: known.flatMap(({ metrics }) => metrics).filter(({ name }) => used.has(name)),
  };
}

/** Summarises a stored run again and writes every derived file. Nothing is measured. */
export function renderRun(path: string): Report {
  const report = composeReport(reportInput(readRun(path)), reports);
  renderFiles(path, report);
  return report;
}

/** Writes the page of a run again, with what it was judged to be. */
export function renderJudged(path: string, input: ReportInput, judgement: Judgement): void {
  RunDirectory.reopen(path).write(
    'html',
    renderHtml(composeReport({ ...input, judgement }, reports), reportAssets()),
  );
}

function renderFiles(path: string, report: Report): void {
  const directory = RunDirectory.reopen(path);
  directory.write('summary', renderJson(report.input.summary));
  directory.write('html', renderHtml(report, reportAssets()));
  directory.write('markdown', renderMarkdown(report));
  directory.write('csv', renderCsv(report.input.summary));
}

/** Scripts and styles of a page, from this package and its chart.js. */
export function reportAssets(): Parameters<typeof renderHtml>[1] {
  const files = reportAssetFiles(packageFile);
  return { chartJs: readText(files.chartJs), client: readText(files.client), css: readText(files.css) };
}
