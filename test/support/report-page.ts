import { composed } from './composed.ts';
import { reports } from '../../src/experiments/registry.ts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { packageFile } from '../../src/host/files.ts';
import type { RunComparison } from '../../src/model/comparison.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import { renderComparison } from '../../src/report/html/comparison/render.ts';
import { renderHtml } from '../../src/report/html/render.ts';
import type { ReportAssets } from '../../src/report/html/assets.ts';

/** The real assets, from this package and from its chart.js. */
function reportAssets(): ReportAssets {
  const read = (path: string): string => readFileSync(packageFile(path), 'utf8');
  return {
    chartJs: read('node_modules/chart.js/dist/chart.umd.min.js'),
    client: read('assets/report-client.js'),
    css: read('assets/report.css'),
  };
}

export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Everything the page asked for besides itself. */
  readonly requests: readonly string[];
  /** Console errors and warnings, policy violations, uncaught errors. */
  readonly complaints: readonly string[];
}

/** Opens a rendered report from disk, offline, as a reader does. */
export function openReport(
  browser: Browser,
  input: ReportInput,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  return openPage(browser, renderHtml(composed(input), reportAssets()), options);
}

export function openComparison(
  browser: Browser,
  comparison: RunComparison,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  return openPage(
    browser,
    renderComparison(comparison, { name: 'isodense', version: '0.1.0' }, reports, reportAssets()),
    options,
  );
}

async function openPage(
  browser: Browser,
  markup: string,
  options: BrowserContextOptions,
): Promise<OpenedPage> {
  const directory = mkdtempSync(join(tmpdir(), 'isodense-report-'));
  const file = join(directory, 'report.html');
  writeFileSync(file, markup);
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  const own = pathToFileURL(file).href;
  page.on('request', (request) => void (request.url() === own || requests.push(request.url())));
  page.on(
    'console',
    (message) => void (['error', 'warning'].includes(message.type()) && complaints.push(message.text())),
  );
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(own);
  return {
    page,
    requests,
    complaints,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      rmSync(directory, { recursive: true });
    },
  };
}
