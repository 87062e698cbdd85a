import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReport, startChromium } from '../../support/report-page.ts';
import { judgedRun, twinned } from '../../support/judged-run.ts';
import { FIRST_LOOK, sampleRun } from '../../support/sample-run.ts';

/** Two of readiness, two of the ramp, host memory, shares, dose, drift and timeline. */
const CHARTS = 9;

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

/** Pixels of a canvas that were painted on. */
function paintedPixels(page: Page): Promise<number[]> {
  return page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, index) => index % 4 === 3 && value > 0).length;
  })`);
}

const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > innerWidth');
const paper = (page: Page): Promise<string> =>
  page.evaluate('getComputedStyle(document.body).backgroundColor');

describe('a report opened from disk', () => {
  test('asks the network for nothing, complains of nothing and draws every chart', async () => {
    await using opened = await openReport(browser, sampleRun());
    const painted = await paintedPixels(opened.page);
    expect(painted).toHaveLength(CHARTS);
    for (const pixels of painted) expect(pixels).toBeGreaterThan(500);
    expect(opened.requests).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  test('shows answer and trade-off picture on the first screen', async () => {
    await using opened = await openReport(browser, sampleRun());
    for (const selector of ['#answer .lead', '#answer .trade-off .wide svg']) {
      const box = await opened.page.locator(selector).boundingBox();
      expect(box!.y + box!.height).toBeLessThan(800);
    }
  });

  test.each([
    ['one round', sampleRun({ rounds: 1 })],
    [
      'no VM and no CPU sharing',
      sampleRun({ rounds: 3, variants: ['runc', 'crun'], experiments: ['startup', 'memory'] }),
    ],
    ['only the first look', sampleRun({ rounds: 2, experiments: FIRST_LOOK })],
    ['a ramp and nothing else', sampleRun({ rounds: 1, experiments: ['density'] })],
    ['neighbours and nothing else', sampleRun({ rounds: 1, experiments: ['interference'] })],
    ['boundary checks and nothing else', sampleRun({ rounds: 1, experiments: ['boundary'] })],
    ['one variant', sampleRun({ rounds: 2, variants: ['vm'] })],
    ['only failures', sampleRun({ rounds: 2, onlyFailures: true })],
    ['no experiment at all', sampleRun({ experiments: [] })],
    ['a twin of its reference, a host control and verdicts', judgedRun(twinned(sampleRun()))],
    [
      'verdicts and no picture of the trade-off',
      judgedRun(twinned(sampleRun({ rounds: 2, experiments: ['startup'] }))),
    ],
    ['a million samples', sampleRun({ rounds: 2, extraSamples: 1_000_000 })],
  ])('renders a run with %s without a complaint', async (_, input) => {
    await using opened = await openReport(browser, input);
    expect(await opened.page.locator('#answer .lead').innerText()).not.toBe('');
    expect(await opened.page.locator('text=/NaN|undefined|Infinity|\\[object/').count()).toBe(0);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
  });

  test('without JavaScript still shows picture, figures and foldable tables, and no empty chart', async () => {
    await using opened = await openReport(browser, sampleRun(), { javaScriptEnabled: false });
    const { page } = opened;
    expect(await page.locator('.trade-off .wide svg').isVisible()).toBe(true);
    expect(await page.locator('.glance tbody tr').count()).toBe(6);
    expect(await page.locator('canvas:visible').count()).toBe(0);
    expect(await page.locator('button:visible, select:visible').count()).toBe(0);
    const details = page.locator('#startup details').first();
    await details.locator('summary').click();
    expect(await details.locator('table').isVisible()).toBe(true);
  });

  test('shows every judged change as a picture, each row with its words, on a wide and on a narrow page', async () => {
    await using opened = await openReport(browser, judgedRun(twinned(sampleRun())), {
      javaScriptEnabled: false,
    });
    const { page } = opened;
    for (const [width, layout] of [
      [1280, 'wide'],
      [390, 'narrow'],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      const picture = page.locator(`#changes .${layout} svg`);
      expect(await picture.isVisible()).toBe(true);
      expect(await picture.locator('.row-name').count()).toBe(3);
      expect(await picture.locator('.verdict').allTextContents()).toContain('✗ regressed');
      expect(await picture.locator('.noise').count()).toBe(3 + 1); // and the legend's
      expect(await scrollsSideways(page)).toBe(false);
    }
  });

  test('gives every canvas a text alternative and a table', async () => {
    await using opened = await openReport(browser, sampleRun());
    const canvases = await opened.page.locator('canvas').all();
    expect(canvases).toHaveLength(CHARTS);
    for (const canvas of canvases) {
      expect(await canvas.getAttribute('role')).toBe('img');
      expect(await canvas.getAttribute('aria-label')).toMatch(/^.{20,}/);
      expect(
        await canvas.locator('xpath=ancestor::figure').locator('table tbody tr').count(),
      ).toBeGreaterThan(0);
    }
  });

  test('follows the preferred theme and changes it with the button', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 2 }), { colorScheme: 'dark' });
    const dark = await paper(opened.page);
    await opened.page.locator('#theme').click();
    expect(await paper(opened.page)).toBe('rgb(255, 255, 255)');
    await opened.page.locator('#theme').click();
    expect(await paper(opened.page)).toBe(dark);
    expect(dark).not.toBe('rgb(255, 255, 255)');
  });

  test.each([390, 800, 1280])(
    'never scrolls sideways at %d pixels; wide tables scroll in their own box',
    async (width) => {
      await using opened = await openReport(browser, sampleRun(), { viewport: { width, height: 844 } });
      await opened.page.evaluate(
        'for (const details of document.querySelectorAll("details")) details.open = true',
      );
      expect(await scrollsSideways(opened.page)).toBe(false);
    },
  );

  test('prints in light with everything opened', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 2 }), { colorScheme: 'dark' });
    const { page } = opened;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await paper(page)).toBe('rgb(255, 255, 255)');
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await page.locator('details[open]').count()).toBe(0);
  });

  test('copies all statistics as CSV and filters them', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 2 }), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = opened;
    await page.locator('#statistics summary').click();
    await page.locator('[data-copy=csv]').click();
    await page.locator('[data-copy=csv]', { hasText: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^experiment,variant,density/);
    await page.locator('[data-filter]').fill('runc memory.marginal');
    expect(await page.locator('#all-statistics tbody tr:visible').count()).toBe(1);
  });

  test('opens the evidence of one boundary check where it stands, also without JavaScript', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 1, experiments: ['boundary'] }), {
      javaScriptEnabled: false,
    });
    const row = opened.page.locator('.boundary tr', { hasText: 'kernel log' });
    const evidence = row.locator('.evidence').first();
    expect(await evidence.locator('p').isVisible()).toBe(false);
    await evidence.locator('summary').click();
    expect(await evidence.locator('p').innerText()).toBe('it reads: Linux version 6.18.2 …');
    expect(await row.locator('.evidence p:visible').count()).toBe(1);
  });

  test('changes what a chart shows with its menu', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 2 }));
    const before = await opened.page.locator('#chart-ecdf').screenshot();
    await opened.page.locator('select[data-chart=chart-ecdf]').selectOption('1');
    expect((await opened.page.locator('#chart-ecdf').screenshot()).equals(before)).toBe(false);
  });
});

describe('names and messages that try to be markup', () => {
  const attack = `</script></title><script>document.title='taken'</script><img src=x onerror="document.title='taken'">"'`;

  test('are shown as text, run nothing and load nothing', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 2, hostileText: attack }));
    const { page } = opened;
    expect(await page.title()).toContain(attack.slice(0, 20));
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(4);
    expect(await page.locator('.glance tbody th').first().innerText()).toContain(attack);
    expect((await paintedPixels(page)).length).toBe(CHARTS);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
  });

  test('could not run even if they reached the page, because its policy allows only its own scripts', async () => {
    await using opened = await openReport(browser, sampleRun({ rounds: 1 }));
    const ran = await opened.page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = "document.documentElement.dataset.taken = 'yes'";
      document.body.append(script);
      return 'taken' in document.documentElement.dataset;
    })()`);
    expect(ran).toBe(false);
    expect(opened.complaints.join()).toContain('Content Security Policy');
  });
});
