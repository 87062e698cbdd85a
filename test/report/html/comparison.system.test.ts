import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asBaseline, comparedRuns } from '../../support/compared-runs.ts';
import { twinned } from '../../support/judged-run.ts';
import { openComparison, startChromium } from '../../support/report-page.ts';
import { sampleRun } from '../../support/sample-run.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

const run = (seed: number, options: Parameters<typeof sampleRun>[0] = {}) =>
  twinned(sampleRun({ seed, experiments: ['startup'], rounds: 6, ...options }));
const sections = (page: Page): Promise<(string | null)[]> =>
  page.locator('main section[id]').evaluateAll((all: { id: string }[]) => all.map(({ id }) => id));

describe('a comparison opened from disk', () => {
  test('has its verdicts first, then gates, changes, what differs, history, distributions and run order', async () => {
    await using opened = await openComparison(browser, comparedRuns([run(1), run(2), run(3)]));
    const { page } = opened;
    expect(await sections(page)).toEqual([
      'answer',
      'gates',
      'changes',
      'testbeds',
      'within',
      'history',
      'distributions',
      'order',
    ]);
    expect(await page.locator('.banner').count()).toBe(2);
    expect(await page.locator('.banner').first().innerText()).toMatch(
      /^. B day-2 against A day-1: [A-Z-]+\. .*[\s\S]*Minimum detectable change.*Noise floor/,
    );
    // History, launches and a run order for each.
    expect(await page.locator('canvas').count()).toBe(5);
    expect(await page.locator('text=/NaN|undefined|Infinity|\\[object/').count()).toBe(0);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
  });

  test.each([
    ['two runs', comparedRuns([run(1), run(2)])],
    ['a baseline, which has no records', asBaseline(comparedRuns([run(1), run(2)]))],
    ['runs of one round', comparedRuns([run(1, { rounds: 1 }), run(2, { rounds: 1 })])],
    ['a run in which nothing became ready', comparedRuns([run(1), run(2, { onlyFailures: true })])],
    [
      'runs of other variants',
      comparedRuns([run(1, { variants: ['runc', 'vm'] }), run(2, { variants: ['runc', 'crun'] })]),
    ],
    ['ten runs', comparedRuns(Array.from({ length: 10 }, (_, index) => run(index + 1, { rounds: 2 })))],
    [
      'names that try to be markup',
      comparedRuns([run(1), run(2)], { 1: { name: `runs/<img src=x onerror="document.title='taken'">` } }),
    ],
  ])('renders %s without a complaint', async (_, comparison) => {
    await using opened = await openComparison(browser, comparison);
    expect(await opened.page.locator('.banner').first().innerText()).not.toBe('');
    expect(await opened.page.locator('img').count()).toBe(0);
    expect(await opened.page.locator('text=/NaN|undefined|Infinity|\\[object/').count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });

  test('shows in bold what differs between testbeds, and that this is why nothing was compared', async () => {
    await using opened = await openComparison(
      browser,
      comparedRuns([run(1), run(2)], { 1: { testbed: { cores: 64 } } }),
    );
    const { page } = opened;
    expect(await page.locator('.banner').innerText()).toContain('NOT-COMPARABLE');
    const row = page.locator('#testbeds tr.differs', { hasText: 'Cores' });
    expect(await row.locator('td').allInnerTexts()).toEqual(['2', '64']);
    expect(
      Number(
        await page.evaluate(`getComputedStyle(document.querySelector('#testbeds tr.differs td')).fontWeight`),
      ),
    ).toBeGreaterThanOrEqual(600);
    expect(await page.locator('#testbeds .notes').innerText()).toContain('cores: 2 in A, 64 in B');
  });

  test.each([390, 1280])('never scrolls sideways at %d pixels', async (width) => {
    await using opened = await openComparison(browser, comparedRuns([run(1), run(2), run(3)]), {
      viewport: { width, height: 844 },
    });
    await opened.page.evaluate(
      'for (const details of document.querySelectorAll("details")) details.open = true',
    );
    expect(await opened.page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });
});
