import { describe, expect, it } from 'vitest';
import type { DensityStepRecord, RunRecord } from '../../../src/model/records.ts';
import type { DensitySummary } from '../../../src/model/summary.ts';
import { summariseDensities } from '../../../src/experiments/density/summarise.ts';
import { groupRounds } from '../../../src/summary/rounds.ts';
import { cell, round, type RoundFixture } from '../../summary/tiny-run.ts';

type Step = Pick<DensityStepRecord, 'target' | 'outcome'> & Partial<DensityStepRecord>;

const held = (target: number, more: Partial<Step> = {}): Step => ({ target, outcome: 'held', ...more });
const stopped = (target: number, boundBy: string, detail = `${boundBy} at ${target}`): Step => ({
  target,
  outcome: 'stopped',
  boundBy,
  detail,
});

function ramp(index: number, steps: readonly Step[], more: Partial<RoundFixture> = {}): RunRecord[] {
  const records = steps.map((step): RunRecord => ({ kind: 'density-step', round: index, atMs: 0, ...step }));
  return round({ round: index, repetition: index, cell: cell('a', 1_000), extra: records, ...more });
}

function summarise(...rounds: readonly RunRecord[][]): DensitySummary[] {
  return summariseDensities(groupRounds(rounds.flat()));
}

describe('the density of a variant', () => {
  it('is the largest that held in every round, and the smallest that was stopped in any', () => {
    const [summary] = summarise(
      ramp(0, [held(64), stopped(128, 'failures'), held(100), stopped(105, 'failures')]),
      ramp(1, [held(64), stopped(128, 'pid_max'), held(90), stopped(95, 'pid_max')]),
      ramp(2, [held(64), stopped(128, 'failures'), held(96), stopped(99, 'failures')]),
    );
    expect(summary).toEqual({
      variant: 'a',
      reached: [100, 90, 96],
      interval: [90, 95],
      boundBy: ['failures', 'pid_max'],
      detail: 'failures at 105',
      forecast: null,
    });
  });

  it('lies beyond what was asked for where nothing stopped it', () => {
    expect(
      summarise(
        ramp(0, [
          held(500),
          held(1_000),
          held(1_000, { boundBy: 'asked maximum', detail: '1000 were asked for at most' }),
        ]),
      ),
    ).toMatchObject([
      {
        reached: [1_000],
        interval: [1_000, null],
        boundBy: ['asked maximum'],
        detail: '1000 were asked for at most',
      },
    ]);
  });

  it('is not more than what could stay, when instances were lost after they had held', () => {
    expect(
      summarise(ramp(0, [held(4), held(8), stopped(16, 'memory reserve'), stopped(8, 'memory reserve')])),
    ).toMatchObject([{ reached: [4], interval: [4, 8] }]);
  });

  it('comes from complete ramps only, and from the last try of each', () => {
    const cutOff = ramp(0, [held(7)], { status: null });
    expect(summarise(cutOff)).toEqual([]);
    expect(summarise(cutOff, ramp(0, [held(9), stopped(10, 'failures')]))).toMatchObject([{ reached: [9] }]);
  });

  it('is left out where nothing was ramped', () => {
    expect(summarise(round({ round: 0, cell: cell('a') }))).toEqual([]);
  });
});

describe('the forecast', () => {
  const line = (available: (density: number) => number, reserve = 1_010): Pick<RoundFixture, 'samples'> => ({
    samples: [
      { metric: 'density.reserve', value: reserve },
      ...[0, 1, 2, 4].map((density) => ({ metric: 'density.available', density, value: available(density) })),
    ],
  });

  it('is where the line through the steps that held meets the reserve', () => {
    // The first instance costs 500 on top: the line is that of the instances, not of the empty host.
    const available = (density: number) => (density === 0 ? 9_000 : 8_500 - 30 * density);
    expect(summarise(ramp(0, [held(4), stopped(5, 'failures')], line(available)))).toMatchObject([
      { forecast: 249 },
    ]);
  });

  it('is absent where memory was what bound it, and where memory does not fall', () => {
    expect(
      summarise(
        ramp(
          0,
          [held(4), stopped(5, 'memory reserve')],
          line((density) => 8_500 - 30 * density),
        ),
      ),
    ).toMatchObject([{ forecast: null }]);
    expect(
      summarise(
        ramp(
          0,
          [held(4), stopped(5, 'failures')],
          line(() => 8_500),
        ),
      ),
    ).toMatchObject([{ forecast: null }]);
  });
});
