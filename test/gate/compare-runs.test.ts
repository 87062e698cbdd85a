import { describe, expect, it } from 'vitest';
import { comparisonRules } from '../../src/gate/compare-runs.ts';
import type { BaselineSession } from '../../src/model/baseline.ts';
import type { ComparedSource } from '../../src/model/comparison.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import type { Series } from '../../src/model/summary.ts';
import {
  absolute,
  againstBaseline,
  around,
  regression,
  series,
  summary,
  TESTBED,
  variant,
} from './sample.ts';

const metrics = ['startup.ready.p50', 'sharing.rate.total', 'memory.attributed'];
const sharing = { metric: 'sharing.rate.total', experiment: 'sharing' };

function source(...all: readonly Series[]): ComparedSource {
  const session: BaselineSession = {
    runId: 'r',
    startedAt: '2026-01-01T00:00:00Z',
    tool: '1',
    series: all,
    controls: {},
    versions: {},
  };
  const of = summary(all, { variants: [variant('a'), variant('twin', { twinOf: 'a' }), variant('b')] });
  return {
    letter: 'A',
    name: 'run',
    scenario: 's',
    testbed: TESTBED,
    sessions: [session],
    run: { summary: of } as ReportInput,
  }; // all that is asked of a run
}

describe('runs are compared', () => {
  it('by each metric that one of them has, variant by variant, at the tolerance asked for', () => {
    const rules = comparisonRules(
      [source(series('a', around('a')), series('a', around('a'), sharing)), source(series('b', around('b')))],
      { gates: [], metrics, maxRegression: 0.1 },
    );
    expect(rules.map(({ metric, of, maxRegression, over }) => [metric, of, maxRegression, over])).toEqual([
      ['startup.ready.p50', 'a', 0.1, undefined],
      ['startup.ready.p50', 'b', 0.1, undefined],
      ['sharing.rate.total', 'a', 0.1, undefined],
    ]);
  });

  it('not by what a twin took, which is there to show noise', () => {
    expect(
      comparisonRules([source(series('twin', around('twin')))], { gates: [], metrics, maxRegression: 0.1 }),
    ).toEqual([]);
  });

  it('by the gates that speak of a metric, and by none that compares with nothing earlier', () => {
    const gate = againstBaseline({ maxRegression: 0.2 });
    const rules = comparisonRules([source(series('a', around('a')), series('a', around('a'), sharing))], {
      gates: [absolute(), regression(), gate],
      metrics,
      maxRegression: 0.05,
    });
    expect(rules).toEqual([
      gate,
      expect.objectContaining({ metric: 'sharing.rate.total', of: 'a', maxRegression: 0.05 }),
    ]);
  });
});
