import { composed } from '../support/composed.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportInput } from '../../src/cli/render-run.ts';
import type { RunRecord } from '../../src/model/records.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { runScenario } from './run-scenario.ts';

/** Instances with an odd index end 300 ms after they were ready. */
const SCENARIO = `name: ends
image: { builtin: hello }
reference: steady
variants:
  steady:  { driver: fake }
  crashes: { driver: fake, lives: 300ms }
  job:     { driver: fake, lives: 300ms, exitCode: 0 }
experiments:
  startup: { densities: [40], concurrency: [1], absent: false, rounds: 1 }
  memory:  { densities: [1, 3], rounds: 1 }
  sharing: { overcommit: [1], weights: [[200, 100]], quotas: [0.5], rounds: 1 }
  density: { max: 6, rounds: 1 }
`;

let input: ReportInput;
beforeAll(async () => {
  input = reportInput(await runScenario(SCENARIO, 7));
});

function recordsOf(experiment: string, variant: string): RunRecord[] {
  const rounds = new Set(
    input.records.flatMap((record) =>
      record.kind === 'round-start' &&
      record.cell.experiment === experiment &&
      record.cell.variant === variant
        ? [record.round]
        : [],
    ),
  );
  return input.records.filter((record) => record.round !== undefined && rounds.has(record.round));
}

const metrics = (experiment: string, variant: string): Set<string> =>
  new Set(
    input.summary.series
      .filter((series) => series.experiment === experiment && series.variant === variant)
      .map(({ metric, density }) => `${metric} at ${density}`),
  );

describe('an instance that ends by itself', () => {
  it('is recorded with the time, exit code, reason and last words', () => {
    const ended = recordsOf('memory', 'crashes').filter((record) => record.kind === 'ended');
    expect(ended).toMatchObject([
      {
        instance: 1,
        code: 3,
        signal: null,
        reason: 'exit 3',
        lastWords: expect.stringMatching(/cannot go on$/),
      },
    ]);
    const launched = recordsOf('memory', 'crashes').find(
      (record) => record.kind === 'launch' && record.instance === 1,
    );
    expect(ended[0]!.atMs - (launched as { marks: { ready: number } }).marks.ready).toBeCloseTo(300, 3);
  });

  it('spoils the memory reading that needed it, and not the ones before', () => {
    expect(metrics('memory', 'crashes')).toContain('memory.attributed at 1');
    expect(metrics('memory', 'crashes')).not.toContain('memory.attributed at 3');
    expect(metrics('memory', 'steady')).toContain('memory.attributed at 3');
  });

  it('spoils the sharing of a fleet and of a pair, and not what one instance does alone', () => {
    const measured = metrics('sharing', 'crashes');
    expect(measured).toContain('sharing.rate.alone at 1');
    for (const metric of [
      'sharing.rate.total at 2',
      'sharing.idle at 2',
      'sharing.weight at 2',
      'sharing.quota at 1',
    ])
      expect(measured).not.toContain(metric);
    for (const metric of [
      'sharing.rate.total at 2',
      'sharing.idle at 2',
      'sharing.weight at 2',
      'sharing.quota at 1',
    ])
      expect(metrics('sharing', 'steady')).toContain(metric);
  });

  it('is no instance that fits: the step does not hold, and says why', () => {
    const density = (variant: string) => input.summary.densities?.find((one) => one.variant === variant);
    expect(density('steady')).toMatchObject({ interval: [6, null] });
    expect(density('crashes')).toMatchObject({ interval: [1, 2], boundBy: ['ended instances'] });
    expect(density('crashes')?.detail).toMatch(
      /^1 of 2 instances ended by themselves: exit 3; the last output: [^]*cannot go on$/,
    );
    expect(density('job')).toMatchObject({ interval: [1, 2], boundBy: ['ended instances'] });
  });

  it('counts as a failed launch where it was needed', () => {
    const failures = (experiment: string, variant: string) =>
      input.summary.launches?.find((cell) => cell.experiment === experiment && cell.variant === variant)
        ?.failures;
    expect(failures('memory', 'crashes')).toBe(1);
    expect(failures('memory', 'job')).toBe(1);
    expect(failures('memory', 'steady')).toBe(0);
    expect(failures('startup', 'crashes')).toBeGreaterThan(5);
  });

  it('keeps its time to ready, and is no failure of the startup experiment when it ended well', () => {
    expect(metrics('startup', 'crashes')).toEqual(metrics('startup', 'steady'));
    expect(
      input.summary.launches?.find((cell) => cell.experiment === 'startup' && cell.variant === 'job')
        ?.failures,
    ).toBe(0);
    expect(
      recordsOf('startup', 'job')
        .filter((record) => record.kind === 'ended')
        .every(({ expected }) => expected === 'job'),
    ).toBe(true);
  });

  it.each([
    ['the terminal', () => renderTerminal(composed(input), { colour: false, width: 100 })],
    ['Markdown', () => renderMarkdown(composed(input))],
  ])('is shown in %s, with how to fix it', (_, render) => {
    const text = render().replaceAll(/\s+/g, ' ').replaceAll('\\', '');
    expect(text).toMatch(
      /memory\/crashes\/d3: 1 instance ended after it was ready: exit 3; the last output: .{0,200}cannot go on/,
    );
    expect(text).toContain('the figures that needed them are left out; see why it ends');
    expect(text).toContain('memory/job/d3: 1 instance ended after it was ready: exit 0');
    expect(text).toContain('a job that is meant to end can be measured by startup only');
    expect(text).toContain('ended instances');
  });
});
