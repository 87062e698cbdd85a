import { baselineOf } from '../../../src/gate/baseline.ts';
import { judge } from '../../../src/gate/judge.ts';
import type { Baseline } from '../../../src/model/baseline.ts';
import type { GateRule } from '../../../src/model/gate.ts';
import type { Random } from '../../../src/model/random.ts';
import type { Summary } from '../../../src/model/summary.ts';
import type { Testbed } from '../../../src/model/testbed.ts';
import type { Judgement, Verdict } from '../../../src/model/verdict.ts';
import { CANDIDATE, metricName, REFERENCE, simulateSession, type World } from './session.ts';

export const TESTBED: Testbed = {
  hostname: 'simulated',
  operatingSystem: 'none',
  kernel: 'none',
  bootId: '',
  architecture: 'amd64',
  cpuModel: 'none',
  cores: 2,
  memoryBytes: 2 ** 34,
  swapBytes: 0,
  cgroupVersion: 2,
  virtualization: 'none',
  settings: {},
  nodeVersion: 'none',
};

/** The default of a gate. */
export const TOLERANCE = 0.05;

/** Candidate ÷ reference in one session, with a gate on every metric. */
export function judgeSession(
  world: World,
  random: Random,
  maxRegression = TOLERANCE,
  summary: Summary = simulateSession(world, random),
): Judgement {
  const rules = Array.from({ length: world.metrics }, (_, index): GateRule => ({
    level: 'error',
    kind: 'regression',
    metric: metricName(index),
    of: CANDIDATE,
    over: REFERENCE,
    maxRegression,
    minAbs: 0,
  }));
  return judge({ summary, rules, testbed: TESTBED });
}

/** The reference of a new session, judged against a baseline of `sessions` earlier ones. */
export function judgeNewSession(
  world: World,
  sessions: number,
  random: Random,
  maxRegression = TOLERANCE,
): Verdict {
  const rule: GateRule = {
    level: 'error',
    kind: 'regression',
    metric: metricName(0),
    of: REFERENCE,
    maxRegression,
    minAbs: 0,
  };
  return judge({
    summary: simulateSession(world, random),
    rules: [rule],
    testbed: TESTBED,
    baseline: baselineOfSessions(world, sessions, random),
  }).verdicts[0]!;
}

function baselineOfSessions(world: World, sessions: number, random: Random): Baseline {
  return baselineOf(
    Array.from({ length: sessions }, (_, index) => ({
      manifest: {
        id: `session-${index}`,
        tool: { name: 'isodense', version: '0' },
        startedAt: `2026-01-01T00:00:${String(index).padStart(2, '0')}Z`,
        completeness: 'complete',
        testbed: TESTBED,
      },
      summary: simulateSession(world, random),
    })),
  );
}
