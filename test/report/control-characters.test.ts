import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeError } from '../../src/cli/describe-error.ts';
import { printPlan } from '../../src/cli/print-plan.ts';
import { createDisplay } from '../../src/cli/progress/display.ts';
import { IsodenseError } from '../../src/model/errors.ts';
import type { Judgement, Verdict } from '../../src/model/verdict.ts';
import type { Summary } from '../../src/model/summary.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { html } from '../../src/report/html/escape.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { judgementMarkdown, judgementText } from '../../src/report/verdicts.ts';
import { captureTerminal } from '../support/captured-terminal.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/**
 * What a workload can say: it clears the screen, rings, turns text around, ends tables and elements, and
 * gives a build server orders.
 */
const HOSTILE = '\u001b[2J\u0007\u009b31m\u202e|`</failure><script>\r\n::error::owned\u0000\uffff';
// oxlint-disable-next-line no-control-regex -- finding them is the point
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;

const verdict = {
  title: HOSTILE,
  level: 'error',
  word: 'regressed',
  cause: HOSTILE,
  advice: HOSTILE,
  experiment: 'startup',
} as unknown as Verdict;
const judgement = {
  outcome: 'failed',
  cause: HOSTILE,
  verdicts: [verdict],
  noise: [],
  baseline: null,
} as unknown as Judgement;
const summary = {
  series: [
    {
      experiment: 'startup',
      variant: `=cmd${HOSTILE}`,
      density: 1,
      parameters: { a: HOSTILE },
      metric: '\t@m',
      unit: 'ms',
      better: 'lower',
      rounds: 1,
      median: -1,
      mean: -1,
      ci95: null,
      attempts: 1,
      failures: 0,
      observations: [-1],
    },
  ],
} as unknown as Summary;

function displayed(): string {
  const terminal = captureTerminal('/');
  using display = createDisplay(terminal, [], new VirtualClock(), false);
  display.show({
    kind: 'checked',
    launchMs: undefined,
    manifest: {
      name: 'v',
      driver: 'd',
      versions: {},
      label: null,
      status: { state: 'unavailable', reason: HOSTILE, hint: HOSTILE },
    },
  });
  return terminal.stderr();
}

function displayedLive(): string {
  const terminal = captureTerminal('/', { interactive: true });
  const planned = {
    index: 0,
    repetition: 0,
    cell: { experiment: 'startup', variant: 'v', density: 1, parameters: { arm: HOSTILE } },
  };
  {
    using display = createDisplay(terminal, [], new VirtualClock(), false);
    display.show({
      kind: 'record',
      record: { kind: 'warning', atMs: 0, code: 'c', message: HOSTILE, advice: HOSTILE },
    });
    display.show({ kind: 'progress', doing: HOSTILE });
    display.show({ kind: 'planned', plan: { seed: 0, order: 'mirrored shuffle', rounds: [planned] } });
    display.show({ kind: 'round-started', planned });
  }
  return stripVTControlCharacters(
    terminal
      .stderr()
      .replaceAll('\u001b[2J', '(clears the screen)')
      .replaceAll('\u009b', '(clears the screen)'),
  );
}

function plan(json: boolean): string {
  const terminal = captureTerminal('/');
  printPlan(
    {
      seed: 0,
      order: 'mirrored shuffle',
      rounds: [
        {
          index: 0,
          repetition: 0,
          cell: { experiment: 'startup', variant: 'v', density: 1, parameters: { arm: HOSTILE } },
        },
      ],
    },
    json,
    terminal,
  );
  return terminal.stdout();
}

const TEXTS: readonly (readonly [string, () => string])[] = [
  ['an error', () => describeError(new IsodenseError('internal', HOSTILE, { hint: HOSTILE }), true)],
  ['the progress display', displayed],
  ['the live progress display', displayedLive],
  ['a plan', () => plan(false)],
  ['a plan as JSON', () => plan(true)],
  ['annotations', () => renderAnnotations(judgement)],
  ['JUnit', () => renderJunit(HOSTILE, judgement, true)],
  ['the verdicts in a terminal', () => judgementText(judgement)],
  ['the verdicts in Markdown', () => judgementMarkdown(HOSTILE, judgement)],
  ['CSV', () => renderCsv(summary)],
  ['JSON', () => renderJson(summary)],
  ['the page', () => html`<p>${HOSTILE}</p>`.markup],
];

describe('control characters of a workload', () => {
  it.each(TEXTS)('do not get into %s raw', (_, text) => {
    expect(text()).toMatch(/x1b|u001b/);
    expect(text()).not.toMatch(RAW);
    expect(text()).not.toContain('(clears the screen)');
  });

  it('give a build server no orders', () => {
    expect(
      renderAnnotations(judgement)
        .split('\n')
        .filter((line) => line.startsWith('::')),
    ).toHaveLength(1);
    for (const text of [displayed(), judgementText(judgement), describeError(new Error(HOSTILE), true)])
      expect(text).not.toMatch(/^\s*::/m);
  });

  it('end no element and leave XML that can be read', () => {
    const xml = renderJunit('s', judgement, true);
    expect(xml).not.toContain('</failure><script>');
    expect(xml).not.toContain('\uffff');
  });

  it('end no cell of a table', () => {
    const row =
      judgementMarkdown('s', judgement)
        .split('\n')
        .find((line) => line.includes('regressed')) ?? '';
    expect(row.replaceAll(/\\[|`\\]/g, '').split('|')).toHaveLength(5);
    expect(row).not.toContain('<');
  });

  it('make no formula of a cell in a spreadsheet, and leave negative numbers alone', () => {
    const [, ...cells] = renderCsv(summary).split('\n').slice(1).join('\n').split(',');
    expect(cells[0]).toMatch(/^"'=cmd/);
    expect(cells.some((cell) => /^"?'\t@m/.test(cell))).toBe(true);
    expect(cells).toContain('-1');
  });

  it('are read back unchanged from JSON', () => {
    expect(JSON.parse(renderJson(summary))).toEqual(summary);
  });
});
