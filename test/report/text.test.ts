import { composed } from '../support/composed.ts';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../src/report/csv.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { sampleRun } from '../support/sample-run.ts';

const attack = '<script>|`*[x](y)\u001b[2J\n# head';

describe('terminal', () => {
  test('has the answer, a line per variant with its label, and what could not run', () => {
    const text = renderTerminal(composed(sampleRun()), { colour: false, width: 120 });
    expect(text.replaceAll('\n', ' ')).toContain('1 GiB of host memory fits');
    expect(text).toMatch(/^vm +\d+ ms +[\d.]+×.*\nemulated CPU \(TCG\) +\d+–\d+ ms/m);
    expect(text).toMatch(/kata cannot run here: the engine has no runtime named kata\n +fix: install/);
  });

  test('shows how many ran and the limit they reached, the worst neighbours and the boundary by group', () => {
    const text = renderTerminal(composed(sampleRun()), { colour: false, width: 120 });
    expect(text).toMatch(/^host +≥ 1200 +none +not reached$/m);
    expect(text).toMatch(/^vm +\d+ +\d+ +memory reserve$/m);
    expect(text).toMatch(/^runc +[\d.]+× forks +[\d.]+× disk$/m);
    expect(text).toMatch(/^host +◐ 1 +✗ 2 +✓ 1 {2}◐ 1 +✗ 1 /m);
  });

  test('uses colour only when asked', () => {
    const escape = '\u001b[';
    expect(renderTerminal(composed(sampleRun({ rounds: 1 })), { colour: false, width: 120 })).not.toContain(
      escape,
    );
    expect(renderTerminal(composed(sampleRun({ rounds: 1 })), { colour: true, width: 120 })).toContain(
      escape,
    );
  });

  test.each([60, 80, 120])('keeps within %d columns', (width) => {
    const lines = renderTerminal(composed(sampleRun()), { colour: false, width }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test.each([60, 80, 100])(
    'gives a build server no order in the lines that %d columns make of a text',
    (width) => {
      for (let length = 0; length < width; length += 7) {
        const text = renderTerminal(
          composed(
            sampleRun({ rounds: 1, hostileText: `${'x'.repeat(length)} ::error::owned ::error::owned` }),
          ),
          { colour: false, width },
        );
        expect(text).toContain(':error::owned');
        expect(text).not.toMatch(/^\s*::/m);
      }
    },
  );

  test('lets no control character of a name through', () => {
    expect(
      renderTerminal(composed(sampleRun({ rounds: 1, hostileText: attack })), {
        colour: false,
        width: 120,
      }),
    ).not.toContain('\u001b');
  });
});

describe('markdown', () => {
  test('tells the same answer and figures as the page', () => {
    const input = sampleRun();
    const text = renderMarkdown(composed(input));
    const { mean, ci95 } = input.summary.series.find(
      ({ metric, variant }) => metric === 'memory.marginal' && variant === 'runc',
    )!;
    const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
    expect(text).toMatch(/^\| runc \| \d+ ms \(\d+–\d+ ms\) \| reference \|/m);
    expect(text).toContain(`| ${mib(mean)} MiB (${mib(ci95![0])}–${mib(ci95![1])} MiB) |`);
    expect(text).toContain('isodense run scenarios/quickstart.yaml --seed 7');
  });

  test('has the tables of density, interference and boundary, each leak with its evidence', () => {
    const text = renderMarkdown(composed(sampleRun()));
    expect(text).toMatch(
      /^\| gvisor \\\[ptrace platform\\\] \| \d+ \(.*\) \| \d+ \| readiness p95 \(.*\) \| ≈ 1200 \(if only memory bound it\) \|/m,
    );
    expect(text).toMatch(/^\| runc \| without limits \| .*14\.\d× \(.*\)/m);
    expect(text).toMatch(/^\| runc \| with limits \|/m);
    expect(text).toContain(
      '| host | kernel.log | It cannot read the host’s kernel log | it reads: Linux version 6.18.2 … |',
    );
  });

  test('keeps names from becoming markup or breaking a table', () => {
    const text = renderMarkdown(composed(sampleRun({ rounds: 1, hostileText: attack })));
    expect(text).not.toContain('<script>');
    expect(text).not.toMatch(/^# head/m);
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.some((row) => row.includes('&lt;script>\\|'))).toBe(true);
  });

  test.each([{ rounds: 1 }, { onlyFailures: true, rounds: 1 }, { experiments: [] }] as const)(
    'renders %j without a missing figure',
    (options) => {
      expect(renderMarkdown(composed(sampleRun(options)))).not.toMatch(/NaN|undefined|null/);
    },
  );
});

describe('csv', () => {
  test('has one line per series, each with as many cells as the head', () => {
    const { summary } = sampleRun();
    const lines = renderCsv(summary).trimEnd().split('\n');
    expect(lines).toHaveLength(summary.series.length + 1);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
  });

  test('quotes what needs it and keeps spreadsheets from running a name', () => {
    const { summary } = sampleRun({
      rounds: 1,
      variants: ['host'],
      experiments: ['startup'],
      hostileText: '=HYPERLINK("x",1)',
    });
    expect(renderCsv(summary)).toContain(`startup,"'=HYPERLINK(""x"",1)",1`);
  });
});

test('json is the summary, unchanged', () => {
  const { summary } = sampleRun({ rounds: 2 });
  expect(JSON.parse(renderJson(summary))).toEqual(JSON.parse(JSON.stringify(summary)));
});
