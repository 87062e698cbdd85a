import { composed } from '../support/composed.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { reportInput } from '../../src/cli/render-run.ts';
import { FAKE_MACHINE } from '../../src/drivers/fake/node.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { goldenText } from './golden-text.ts';
import { runScenario } from './run-scenario.ts';

const GiB = 2 ** 30;
const MiB = 2 ** 20;
const GOLDEN = fileURLToPath(new URL('golden/summary.json', import.meta.url));

const SCENARIO = `name: golden
image: { builtin: hello }
reference: small
variants:
  small:  { driver: fake, ready: 20ms, memory: 10MiB, quantum: 10ms, cores: 2 }
  large:  { driver: fake, ready: 50ms, memory: 64MiB, quantum: 10ms, cores: 2 }
  shaky:  { driver: fake, ready: 20ms, jitter: 10ms, memory: 10MiB, failures: 0.25, seed: 3 }
  walled: { driver: fake, ready: 20ms, memory: 10MiB, wall: 3 }
experiments:
  startup: { densities: [1, 4], concurrency: [2], rounds: 4 }
  memory:  { densities: [1, 2, 4], rounds: 2 }
  sharing: { overcommit: [1, 2], weights: [[300, 100]], quotas: [0.5], rounds: 2 }
`;
const MACHINE = { ...FAKE_MACHINE, memoryBytes: 1024 * GiB, fixedBytes: 6 * MiB };

let input: ReportInput;
beforeAll(async () => {
  input = reportInput(await runScenario(SCENARIO, 7, [MACHINE]));
});

function series(
  metric: string,
  variant: string,
  density: number,
  parameters: Readonly<Record<string, string | number>> = {},
) {
  return input.summary.series.find(
    (one) =>
      one.metric === metric &&
      one.variant === variant &&
      one.density === density &&
      JSON.stringify(one.parameters) === JSON.stringify(parameters),
  );
}

describe('a scenario of known instances, from its text to its figures', () => {
  it('finds the time to ready to the microsecond, waiting counted in the latency only', () => {
    for (const [variant, ready] of [
      ['small', 20],
      ['large', 50],
    ] as const) {
      const at = [variant, 4, { concurrency: 2, image: 'present' }] as const;
      expect(series('startup.ready.p50', ...at)).toMatchObject({
        observations: [ready, ready, ready, ready],
        median: ready,
        ci95: [ready, ready],
        attempts: 16,
        failures: 0,
      });
      // Two at a time: the second pair waits for the first, so half of the four have waited.
      expect(series('startup.latency.p50', ...at)?.median).toBeCloseTo(1.5 * ready, 9);
      expect(series('startup.makespan', ...at)?.median).toBeCloseTo(2 * ready, 9);
      expect(series('startup.rate', ...at)?.median).toBeCloseTo(4_000 / (2 * ready), 9);
    }
  });

  it('tells the first launch without the image from the one after it', () => {
    expect(series('startup.ready.p50', 'small', 1, { concurrency: 1, image: 'absent' })?.median).toBeCloseTo(
      6 * 20,
      9,
    );
    expect(series('startup.image.p50', 'small', 1, { concurrency: 1, image: 'absent' })?.median).toBeCloseTo(
      5 * 20,
      9,
    );
    expect(series('startup.ready.p50', 'small', 1, { concurrency: 1, image: 'first' })?.median).toBeCloseTo(
      20,
      9,
    );
  });

  it('compares with the reference by the ratio that there is', () => {
    const comparison = input.summary.comparisons.find(
      ({ metric, variant, density }) =>
        metric === 'startup.ready.p50' && variant === 'large' && density === 4,
    );
    expect(comparison?.ratio).toBeCloseTo(2.5, 9);
    expect(comparison).toMatchObject({ reference: 'small', pairs: 4, minimumDetectableChange: 0 });
  });

  it('finds marginal and fixed memory exactly as configured, and no gap', () => {
    for (const [variant, bytes] of [
      ['small', 10 * MiB],
      ['large', 64 * MiB],
    ] as const) {
      expect(series('memory.marginal', variant, 4)).toMatchObject({
        rounds: 2,
        median: expect.closeTo(bytes, 3),
      });
      expect(series('memory.fixed', variant, 4)?.median).toBeCloseTo(MACHINE.fixedBytes, 3);
      expect(series('memory.attributed', variant, 4)?.median).toBe(bytes);
      expect(series('memory.charged', variant, 2)?.median).toBe(bytes);
      expect(series('memory.rss', variant, 4)?.median).toBe(2 * bytes);
      expect(series('memory.gap', variant, 4)?.median).toBeCloseTo(0, 3);
      expect(series('memory.host', variant, 2)?.median).toBe(bytes + MACHINE.fixedBytes / 2);
    }
  });

  it('finds sharing that is perfectly fair: nobody gets more, and twice as many get half each', () => {
    expect(series('sharing.rate.alone', 'small', 1)?.median).toBeCloseTo(100, 6);
    for (const overcommit of [1, 2]) {
      const at = ['small', 2 * overcommit, { overcommit }] as const;
      expect(series('sharing.jain', ...at)?.median).toBeCloseTo(1, 9);
      expect(series('sharing.efficiency', ...at)?.median).toBeCloseTo(1, 6);
      expect(series('sharing.rate.total', ...at)?.median).toBeCloseTo(200, 6);
      expect(series('sharing.minShare', ...at)?.median).toBeCloseTo(1, 9);
    }
    expect(series('sharing.idle', 'small', 4)?.median).toBe(0);
    expect(series('sharing.quota', 'small', 1, { quota: 0.5 })?.median).toBeCloseTo(1, 6);
  });

  it('counts every failed launch, and none of them as a time', () => {
    const records = input.records.filter((record) => record.kind === 'launch');
    const failed = records.filter(({ outcome }) => outcome === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { marks, error } of failed) {
      expect(marks.ready).toBeUndefined();
      expect(error).not.toBe('');
    }
    const shaky = series('startup.ready.p50', 'shaky', 4, { concurrency: 2, image: 'present' });
    const rounds = new Set(
      input.plan.rounds
        .filter(({ cell }) => cell.variant === 'shaky' && cell.experiment === 'startup' && cell.density === 4)
        .map(({ index }) => index),
    );
    expect(shaky?.attempts).toBe(16);
    expect(shaky?.failures).toBe(failed.filter(({ round }) => rounds.has(round)).length);
    expect(shaky?.median).toBeGreaterThanOrEqual(20);
  });

  it('shows the wall that a ramp ran into: no point beyond it, and its failures counted', () => {
    expect(series('memory.attributed', 'walled', 2)?.rounds).toBe(2);
    expect(series('memory.attributed', 'walled', 4)).toBeUndefined();
    expect(series('memory.marginal', 'walled', 2)).toMatchObject({
      rounds: 2,
      median: expect.closeTo(10 * MiB, 3),
      failures: 2,
    });
    expect(
      input.records.some(
        (record) => record.kind === 'launch' && record.error === 'the fake host takes 3 instances',
      ),
    ).toBe(true);
  });

  it('reports who the instances are', () => {
    expect(input.summary.identities.find(({ variant }) => variant === 'large')).toMatchObject({
      distinctHostnames: 2,
      distinctAddresses: 2,
      kernel: 'own',
    });
  });

  it('says the same figures in every format', () => {
    expect(renderMarkdown(composed(input))).toContain('64.0 MiB');
    expect(
      renderCsv(input.summary)
        .split('\n')
        .find((line) => line.includes('memory.marginal') && line.includes('large')),
    ).toContain(String(64 * MiB));
  });

  it('gives the summary that was reviewed (npm run golden writes it again)', () => {
    const rendered = goldenText(input.summary);
    if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(GOLDEN, rendered);
    expect(rendered).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('gives the same records again for the same seed, and others for another', async () => {
    const again = await runScenario(SCENARIO, 7, [MACHINE]);
    expect(again.records).toEqual(input.records);
    expect(again.plan).toEqual(input.plan);
    const other = await runScenario(SCENARIO, 8, [MACHINE]);
    expect(other.plan.rounds).not.toEqual(input.plan.rounds);
  });
});
