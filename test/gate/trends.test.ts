import { describe, expect, it } from 'vitest';
import { trendsOf } from '../../src/gate/trends.ts';
import type { RuleOf } from '../../src/gate/rules.ts';
import type { BaselineSession } from '../../src/model/baseline.ts';
import type { ComparedSource } from '../../src/model/comparison.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import type { Testbed } from '../../src/model/testbed.ts';
import { around, series, summary, TESTBED } from './sample.ts';

const RULE: RuleOf<'regression'> = {
  kind: 'regression',
  level: 'error',
  metric: 'startup.ready.p50',
  maxRegression: 0.05,
  minAbs: 0,
};

interface Told {
  readonly testbed?: Testbed;
  /** Of the host control; 1 is as it should be. */
  readonly host?: number;
}

/**
 * Sessions a day apart, each `factor` times the first, in the order of time; the last is a run, as the newest
 * always is.
 */
function sources(factors: readonly number[], told: Readonly<Record<number, Told>> = {}): ComparedSource[] {
  return factors.map((factor, index): ComparedSource => {
    const { testbed = TESTBED, host = 1 } = told[index] ?? {};
    // No two sessions are alike to the last digit: half a percent up and down.
    const one = series('a', around('a', factor * (1 + 0.005 * ((index % 3) - 1))));
    const session: BaselineSession = {
      runId: `isd-${index}`,
      startedAt: `2026-01-0${index + 1}T00:00:00Z`,
      tool: '1',
      series: [one],
      controls: { 'host.control.work': around('b', host) },
      versions: {},
    };
    const run = { summary: summary([one]) } as ReportInput; // all that a trend asks of it
    return {
      letter: String.fromCharCode(65 + index),
      name: `run-${index}`,
      scenario: 's',
      testbed,
      sessions: [session],
      run,
    };
  });
}

const pointsOf = (all: readonly ComparedSource[]) => trendsOf(all, [RULE])[0]!.points;
const steps = (all: readonly ComparedSource[]) => pointsOf(all).map(({ step }) => step?.kind ?? null);

describe('a trend over sessions', () => {
  it('has no step where sessions are alike', () => {
    expect(steps(sources([1, 1, 1, 1, 1]))).toEqual([null, null, null, null, null]);
  });

  it('has one where the level changes, and none after it while it stays', () => {
    const points = pointsOf(sources([1, 1, 1, 1.3, 1.3, 1.3]));
    expect(points.map(({ step }) => step?.kind ?? null)).toEqual([null, null, null, 'regressed', null, null]);
    const step = points[3]!.step;
    expect(step).toMatchObject({ sessions: 3, isRatio: true, hostMoved: false });
    expect(step !== null && 'change' in step ? step.change : 0).toBeCloseTo(1.3, 1);
  });

  it('has one for the better too', () => {
    expect(steps(sources([1, 1, 1, 0.7]))).toEqual([null, null, null, 'improved']);
  });

  it('says of how few sessions it knows, and that the host control moved as well', () => {
    const moved = pointsOf(sources([1, 1.3], { 1: { host: 1.3 } }))[1]!.step;
    expect(moved).toMatchObject({ kind: 'regressed', sessions: 1, hostMoved: true });
  });

  it('breaks at another testbed, and holds nothing against what was before', () => {
    const other = { ...TESTBED, cpuModel: 'Another CPU' };
    const points = pointsOf(sources([1, 1, 3, 3], { 2: { testbed: other }, 3: { testbed: other } }));
    expect(points.map(({ step }) => step?.kind ?? null)).toEqual([null, null, 'testbed', null]);
    const step = points[2]!.step;
    expect(step !== null && 'facts' in step ? step.facts : '').toContain('Another CPU');
  });

  it('is in the order of time, whatever the order on the command line', () => {
    const all = sources([1, 1, 1.3]);
    expect(pointsOf([all[2]!, all[0]!, all[1]!]).map(({ runId }) => runId)).toEqual([
      'isd-0',
      'isd-1',
      'isd-2',
    ]);
  });

  it('shows the host control beside the figures', () => {
    const control = trendsOf(sources([1, 1, 1]), [RULE]).at(-1)!;
    expect(control).toMatchObject({ metric: 'host.control.work', variant: '' });
    expect(control.points).toHaveLength(3);
  });
});
