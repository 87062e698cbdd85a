import { expect, test } from 'vitest';
import type { ReportInput } from '../../../src/model/run-data.ts';
import type { DensitySummary, Series } from '../../../src/model/summary.ts';
import { tradeOffPicture } from '../../../src/report/figures/trade-off.ts';
import type { PlanePlot } from '../../../src/sections/trade-off.ts';
import { composed } from '../../support/composed.ts';
import { FIRST_LOOK, sampleRun } from '../../support/sample-run.ts';

const input = sampleRun({ rounds: 2, variants: ['runc', 'vm'] });
const planeOf = (change: Partial<ReportInput['summary']> = {}): PlanePlot | undefined =>
  planeIn({ ...input, summary: { ...input.summary, ...change } });
function planeIn(run: ReportInput): PlanePlot | undefined {
  const plot = tradeOffPicture(composed(run))?.plot;
  return plot?.layout === 'plane' ? plot : undefined;
}
const densities = (ends: Readonly<Record<string, DensitySummary['interval']>>): DensitySummary[] =>
  Object.entries(ends).map(([variant, interval]) => ({
    variant,
    reached: [interval[0]],
    interval,
    boundBy: ['pid_max'],
    detail: '',
    forecast: null,
  }));

/** The sample with exact slowdowns: mean and half-width of the interval, of the worst neighbour. */
function slowed(p99: Readonly<Record<string, readonly [mean: number, half: number]>>): Series[] {
  return input.summary.series.flatMap((one): Series[] => {
    if (one.metric !== 'interference.p99') return [one];
    const to = p99[one.variant];
    return to === undefined || one.parameters['aggressor'] !== 'cpu'
      ? []
      : [{ ...one, mean: to[0], ci95: [to[0] - to[1], to[0] + to[1]] }];
  });
}

test('without neighbours that disturb, or without a density, there is no plane', () => {
  expect(planeIn(sampleRun({ rounds: 2, experiments: FIRST_LOOK }))).toBeUndefined();
  expect(planeIn(sampleRun({ rounds: 2, experiments: ['interference'] }))).toBeUndefined();
});

test('where every variant was ramped, density is how many ran; otherwise all are calculated per GiB', () => {
  expect(planeOf()?.across).toBe('Instances that ran at the same time');
  const partly = planeOf({ densities: densities({ runc: [900, 1000] }) });
  expect(partly?.across).toMatch(/^Instances per GiB of /);
  expect(partly?.points.map(({ variant }) => variant.name)).toEqual(['runc', 'vm']);
});

test('the interval across runs from what held to just below what did not, and is open where nothing stopped the ramp', () => {
  const across = planeOf({ densities: densities({ runc: [900, null], vm: [20, 24] }) })?.points.map(
    (point) => point.across,
  );
  expect(across).toEqual([
    { value: 900, low: 900, high: null },
    { value: 20, low: 20, high: 23 },
  ]);
});

test('a victim stands at its worst neighbour of each arm, never at idle ones', () => {
  const runc = planeOf()?.points[0];
  expect([runc?.slowdown.neighbour, runc?.slowdown.condition]).toEqual(['forks', 'without limits']);
  expect([runc?.other?.neighbour, runc?.other?.condition]).toEqual(['disk', 'with limits']);
});

test('outcomes of boundary checks are counted where they were made', () => {
  expect(planeOf()?.points.map(({ checks }) => checks)).toEqual([
    { isolated: 8, shared: 3, leaked: 0, 'not-testable': 1 },
    { isolated: 11, shared: 0, leaked: 0, 'not-testable': 1 },
  ]);
});

test('denser but more disturbed is not beaten; as disturbed inside the intervals and less dense is', () => {
  const ends = densities({ runc: [900, 1000], vm: [20, 24] });
  const onLine = (series: Series[]) =>
    planeOf({ densities: ends, series })
      ?.points.filter((point) => point.onParetoLine)
      .map(({ variant }) => variant.name);
  expect(onLine(slowed({ runc: [8, 0.1], vm: [3, 0.1] }))).toEqual(['runc', 'vm']);
  expect(onLine(slowed({ runc: [3.2, 0.5], vm: [3, 0.5] }))).toEqual(['runc']);
});
