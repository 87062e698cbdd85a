import type { SharingMetric } from '../../../src/experiments/sharing/metrics.ts';
import type { StartupMetric } from '../../../src/experiments/startup/metrics.ts';
import type { Claim } from '../claim.ts';
import type { Workspace } from './workspace.ts';

/** Variants that repeat the reference under other names. */
const COPIES = 5;
const METRICS: readonly StartupMetric[] = [
  'startup.create.p50',
  'startup.start.p50',
  'startup.ready.p50',
  'startup.makespan',
];
const DENSITIES = [1, 4];

/** Containers compared with themselves: forty gates, and nothing that could have regressed. */
export async function unchanged(workspace: Workspace): Promise<Claim[]> {
  const copies = Array.from({ length: COPIES }, (_, index) => `copy-${index + 1}`);
  workspace.file(
    'unchanged.yaml',
    `name: unchanged
image: { builtin: hello }
reference: runc
rounds: 8
variants:
${['runc', ...copies].map((name) => `  ${name}: { driver: docker, runtime: runc, network: none }`).join('\n')}
experiments:
  startup: { densities: [${DENSITIES.join(', ')}], concurrency: [4], absent: false }
gates:
${METRICS.flatMap((metric) => copies.map((copy) => `  - { metric: ${metric}, of: ${copy}, over: runc, maxRegression: 5% }`)).join('\n')}
`,
  );
  const { judgement } = await workspace.run('unchanged', 'run unchanged.yaml --require-all');
  const gates = METRICS.length * copies.length * DENSITIES.length;
  const count = (word: string): number =>
    judgement.verdicts.filter((verdict) => verdict.word === word).length;
  const words = [...new Set(judgement.verdicts.map(({ word }) => word))]
    .map((word) => `${count(word)} ${word}`)
    .join(', ');
  return [
    {
      claim: `${gates} gates over unchanged containers, 8 rounds`,
      measured: words,
      expected: `${gates} judged, none regressed`,
      holds: judgement.verdicts.length === gates && count('regressed') === 0 && count('no-data') === 0,
    },
  ];
}

const METRIC: SharingMetric = 'sharing.rate.alone';
const TRUTH = 0.5;
/** The kernel grants a quota in slices of milliseconds, and the whole core also serves the rest of the host. */
const TOLERANCE = 0.05;

/** The same work under a quota of one core and of half a core. */
export async function halfQuota(workspace: Workspace): Promise<Claim[]> {
  workspace.file(
    'quota.yaml',
    `name: quota
image: { builtin: hello }
rounds: 8
variants:
  runc: { driver: docker, runtime: runc, network: none }
experiments:
  sharing: { overcommit: [1], weights: [], quotas: [] }
`,
  );
  const { judgement } = await workspace.run(
    'quota',
    `ab quota.yaml --a cpus=1 --b cpus=0.5 --metric ${METRIC}`,
  );
  const [verdict] = judgement.verdicts;
  if (verdict?.kind !== 'measured' || verdict.ci95 === null)
    throw new Error(`the comparison of two quotas has no figures: ${judgement.cause}`);
  const { estimate, ci95 } = verdict;
  const [low, high] = [TRUTH * (1 - TOLERANCE), TRUTH * (1 + TOLERANCE)];
  return [
    {
      claim: 'work rate under half the CPU quota',
      measured: `${estimate.toFixed(3)}× (${ci95[0].toFixed(3)} to ${ci95[1].toFixed(3)})`,
      expected: `an interval that reaches into ${low.toFixed(3)} to ${high.toFixed(3)}`,
      holds: ci95[0] <= high && ci95[1] >= low && estimate > 0.4 && estimate < 0.6,
    },
  ];
}
