import { sessionOf } from '../../src/gate/baseline.ts';
import { compareRuns, comparisonRules, type Candidate } from '../../src/gate/compare-runs.ts';
import type { ComparedSource, RunComparison } from '../../src/model/comparison.ts';
import type { ReportInput } from '../../src/model/run-data.ts';
import type { Testbed } from '../../src/model/testbed.ts';

interface Told {
  readonly testbed?: Partial<Testbed>;
  readonly name?: string;
}

/** Runs a day apart, compared with the first by the time to ready. */
export function comparedRuns(
  runs: readonly ReportInput[],
  told: Readonly<Record<number, Told>> = {},
): RunComparison {
  const sources = runs.map((run, index) => candidate(run, index, told[index] ?? {}));
  return compareRuns(
    sources[0]!,
    sources.slice(1),
    comparisonRules(sources, { gates: [], metrics: ['startup.ready.p50'], maxRegression: 0.05 }),
  );
}

/** What a baseline keeps of a run. */
export function asBaseline({ reference, ...rest }: RunComparison): RunComparison {
  return { ...rest, reference: { ...reference, run: null } satisfies ComparedSource };
}

function candidate(
  run: ReportInput,
  index: number,
  { testbed = {}, name = `runs/day-${index + 1}` }: Told,
): Candidate {
  const manifest = {
    ...run.manifest,
    id: `isd-day${index + 1}`,
    startedAt: `2026-01-${String(index + 1).padStart(2, '0')}T06:00:00Z`,
    testbed: { ...run.manifest.testbed, ...testbed },
  };
  const dated: ReportInput = { ...run, manifest };
  return {
    letter: String.fromCharCode(65 + index),
    name,
    scenario: run.summary.scenario,
    testbed: manifest.testbed,
    sessions: [sessionOf(dated)],
    run: dated,
  };
}
