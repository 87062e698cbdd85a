import { composed } from '../../support/composed.ts';
import { expect, test } from 'vitest';
import { renderHtml } from '../../../src/report/html/render.ts';
import { sampleRun } from '../../support/sample-run.ts';

/** Many pages are rendered in one test: patience for a busy machine, not a bound. Milliseconds. */
const PATIENCE = 60_000;

const assets = { chartJs: 'var Chart;\n//# sourceMappingURL=chart.map', client: '', css: '' };

test(
  'the same run gives the same bytes',
  () => {
    expect(renderHtml(composed(sampleRun()), assets)).toBe(renderHtml(composed(sampleRun()), assets));
  },
  PATIENCE,
);

test(
  'no metric is needed: without any one of them the page still renders',
  () => {
    const input = sampleRun({ rounds: 1, variants: ['runc', 'vm'] });
    for (const { name } of input.metrics) {
      const without = {
        ...input,
        metrics: input.metrics.filter((metric) => metric.name !== name),
        summary: { ...input.summary, series: input.summary.series.filter(({ metric }) => metric !== name) },
      };
      expect(renderHtml(composed(without), assets), name).not.toMatch(/NaN|undefined/);
    }
  },
  PATIENCE,
);

test('raw records are not needed for the figures of the summary', () => {
  expect(renderHtml(composed({ ...sampleRun(), records: [] }), assets)).toContain('emulated CPU (TCG)');
});

test('points beyond what a screen shows apart are left out of the drawing, with a note', () => {
  const page = renderHtml(
    composed(sampleRun({ rounds: 80, variants: ['runc'], experiments: ['startup'] })),
    assets,
  );
  expect(page).toMatch(/Drawn from [\d,]+ of [\d,]+ points; the tables use all of them/);
});

test('asks for no source map', () => {
  expect(renderHtml(composed(sampleRun({ rounds: 1 })), assets)).not.toContain('sourceMappingURL');
});

test('an interrupted run says so before its figures', () => {
  const input = sampleRun({ rounds: 1 });
  const page = renderHtml(
    composed({
      ...input,
      manifest: { ...input.manifest, completeness: 'interrupted', reason: 'stopped with Ctrl-C' },
    }),
    assets,
  );
  expect(page.indexOf('stopped with Ctrl-C')).toBeLessThan(page.indexOf('id="answer"'));
  expect(page).toContain('This run is interrupted.');
});

test('an unavailable variant stays in the first table with its reason and its fix', () => {
  const page = renderHtml(composed(sampleRun({ rounds: 1 })), assets);
  expect(page).toMatch(
    /Cannot run here<\/strong>: the engine has no runtime named kata[^<]*<span class="fix">Fix: install kata-containers/,
  );
});
