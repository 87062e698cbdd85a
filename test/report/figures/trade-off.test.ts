import { expect, test } from 'vitest';
import type { ReportInput } from '../../../src/model/run-data.ts';
import type { IdentitySummary, Series } from '../../../src/model/summary.ts';
import { axesOf } from '../../../src/report/compose.ts';
import { lanePoints } from '../../../src/report/figures/trade-off.ts';
import { axisOf, perGiB, type Lane, type LanePoint } from '../../../src/sections/trade-off.ts';
import { composed } from '../../support/composed.ts';
import { sampleRun } from '../../support/sample-run.ts';

const MIB = 2 ** 20;

/** The sample with exact marginal costs: mean and half-width of the interval, in MiB. */
function withCosts(
  costs: Readonly<Record<string, readonly [mean: number, half: number]>>,
  worstShare: Readonly<Record<string, number>> = {},
) {
  const input = sampleRun({ rounds: 2 });
  const series = input.summary.series.flatMap((one): Series[] => {
    const cost = costs[one.variant];
    if (cost === undefined) return [];
    if (one.metric === 'memory.marginal')
      return [{ ...one, mean: cost[0] * MIB, ci95: [(cost[0] - cost[1]) * MIB, (cost[0] + cost[1]) * MIB] }];
    if (one.metric === 'sharing.minShare')
      return [
        {
          ...one,
          mean: worstShare[one.variant] ?? 0.95,
          ci95: [(worstShare[one.variant] ?? 0.95) - 0.01, (worstShare[one.variant] ?? 0.95) + 0.01],
        },
      ];
    return [];
  });
  return composed({ ...input, summary: { ...input.summary, series } });
}

const onLine = (points: readonly LanePoint[]): string[] =>
  points.filter((point) => point.onParetoLine).map(({ variant }) => variant.name);

test('instances per GiB and their interval are the inverse of the cost, ends exchanged', () => {
  expect(perGiB({ value: 4 * MIB, ci95: [2 * MIB, 8 * MIB], observations: [], unit: 'bytes' })).toEqual({
    value: 256,
    low: 128,
    high: 512,
  });
});

test('a cost interval that reaches zero leaves the density without an upper end', () => {
  expect(perGiB({ value: 4 * MIB, ci95: [-MIB, 8 * MIB], observations: [], unit: 'bytes' })).toEqual({
    value: 256,
    low: 128,
    high: null,
  });
});

test('a cost that is not positive gives no density', () => {
  expect(perGiB({ value: -1, ci95: null, observations: [], unit: 'bytes' })).toBeUndefined();
});

test('a variant that another beats in density, all else alike, is off the line', () => {
  expect(
    onLine(lanePoints(withCosts({ runc: [8, 0.1], crun: [4, 0.1], gvisor: [16, 0.1], vm: [130, 1] }))),
  ).toEqual(['crun', 'gvisor']);
});

test('differences inside the intervals are ties, so both stay on the line', () => {
  expect(onLine(lanePoints(withCosts({ runc: [4.2, 0.5], crun: [4, 0.5] })))).toEqual(['runc', 'crun']);
});

test('with one round and no intervals the figures are compared as they are', () => {
  const points = lanePoints(composed(sampleRun({ rounds: 1, variants: ['crun', 'vm'] })));
  expect(onLine(points)).toEqual(['crun', 'vm']);
});

test('less density with a fairer share is not beaten', () => {
  expect(
    onLine(lanePoints(withCosts({ runc: [8, 0.1], crun: [4, 0.1] }, { runc: 0.99, crun: 0.7 }))),
  ).toEqual(['runc', 'crun']);
});

test('where the host’s memory is too noisy for one variant, density is calculated from attributed memory for all', () => {
  const input = sampleRun({ rounds: 3 });
  const series = input.summary.series.map((one) =>
    one.metric === 'memory.marginal' && one.variant === 'host'
      ? { ...one, mean: -MIB, ci95: [-5 * MIB, 3 * MIB] as const }
      : one,
  );
  const report = composed({ ...input, summary: { ...input.summary, series } });
  expect(memoryOf(report)?.title).toBe('attributed memory (PSS)');
  expect(memoryOf(report)?.reason).toContain(
    'the host cost of one more instance of host is too small to measure',
  );
  expect(lanePoints(report)).toHaveLength(5);
  expect(memoryOf(composed(input))?.title).toBe('host memory');
});

const memoryOf = (report: ReturnType<typeof composed>) => axisOf(axesOf(report), 'memory');

test('shares are taken at the highest overcommit', () => {
  const share = axisOf(axesOf(withCosts({ runc: [4, 1] })), 'share');
  expect(share?.point.parameters).toEqual({ overcommit: 4 });
});

test('lanes follow what instances said: own kernel, own hostname, nothing; one instance alone proves no hostname', () => {
  const input = sampleRun({ rounds: 1 });
  const lane = (variant: string, run: ReportInput = input): Lane | undefined =>
    axisOf(axesOf(composed(run)), 'ownership')?.of.get(variant);
  expect([lane('vm'), lane('runc'), lane('host')]).toEqual(['kernel', 'hostname', 'nothing']);
  const identities = input.summary.identities.map((one): IdentitySummary => ({
    ...one,
    instances: one.instances.slice(0, 1),
  }));
  expect(lane('runc', { ...input, summary: { ...input.summary, identities } })).toBe('unknown');
  expect(lane('kata')).toBeUndefined();
});
