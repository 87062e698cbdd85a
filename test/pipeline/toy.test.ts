import { composeReport } from '../../src/report/compose.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportInput } from '../../src/cli/render-run.ts';
import type { Experiment } from '../../src/experiments/experiment.ts';
import { experiments, reports } from '../../src/experiments/registry.ts';
import { judge } from '../../src/gate/judge.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderHtml } from '../../src/report/html/render.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { runScenario } from './run-scenario.ts';
import { toy } from './toy-experiment.ts';

const SCENARIO = `name: toys
image: { builtin: hello }
reference: small
variants:
  small: { driver: fake, ready: 20ms, memory: 10MiB }
  large: { driver: fake, ready: 50ms, memory: 64MiB }
experiments:
  toy: { density: 3 }
gates:
  - { metric: toy.loudness, min: 2 }
`;
/** Two rounds of the same value. */
const ANSWER = 'A small toy says 3.00 (95% interval 3.00–3.00) lines.';
const KNOWN = [...experiments, toy as Experiment];
const REPORTS = [...reports, toy.report!];

let input: ReportInput;
beforeAll(async () => {
  input = reportInput(await runScenario(SCENARIO, 7, undefined, KNOWN), KNOWN);
});

describe('an experiment that only the registry knows', () => {
  it('has its section, its answer and its metric’s definition on the page', () => {
    const page = renderHtml(composeReport(input, REPORTS), { chartJs: '', client: '', css: '' });
    expect(page).toContain('<section id="toys"><h2>Toys</h2>');
    expect(page).toContain('href="#toys"');
    expect(page.replaceAll(/<[^>]+>/g, '')).toContain(ANSWER);
    expect(page).toContain('How loud the toys were');
    expect(page).toContain('lines of output per instance');
  });

  it('has its section and its answer in the document and on the terminal', () => {
    const document = renderMarkdown(composeReport(input, REPORTS));
    expect(document).toContain('## Toys\n\nToys were asked to speak.\n\nHow loud the toys were:');
    const terminal = renderTerminal(composeReport(input, REPORTS), { colour: false, width: 120 });
    expect(terminal).toContain('Toys were asked to speak.\n\nHow loud the toys were\n');
    for (const text of [document, terminal]) expect(text).toContain(ANSWER);
  });

  it('has a line per variant in the CSV', () => {
    const lines = renderCsv(input.summary).split('\n');
    expect(
      lines.filter((line) => line.startsWith('toy,')).map((line) => line.split(',').slice(0, 6)),
    ).toEqual([
      ['toy', 'small', '3', '', 'toy.loudness', 'count'],
      ['toy', 'large', '3', '', 'toy.loudness', 'count'],
    ]);
  });

  it('has a metric that gates can bound', () => {
    const { manifest, summary } = input;
    const { verdicts } = judge({ summary, rules: manifest.scenario.gates ?? [], testbed: manifest.testbed });
    expect(verdicts.map(({ word }) => word)).toEqual(['pass', 'pass']);
  });
});
