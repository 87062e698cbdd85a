import type { Claim } from '../claim.ts';
import type { ProvingGround } from './proving-ground.ts';

const TRUTH = 0.5;
/**
 * A quota is given out by the kernel in slices of milliseconds, and the whole core also pays for everything
 * else on the host.
 */
const TOLERANCE = 0.05;

/** The same work under a quota of one core and of half a core. */
export async function halfQuota(ground: ProvingGround): Promise<Claim[]> {
  ground.file(
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
  const { judgement } = await ground.prove('quota', [
    'ab',
    'quota.yaml',
    '--a',
    'cpus=1',
    '--b',
    'cpus=0.5',
    '--metric',
    'sharing.rate.alone',
  ]);
  const { estimate, ci95 } = judgement.verdicts[0]!;
  if (estimate === null || ci95 === null)
    throw new Error(`the comparison of two quotas has no figures: ${judgement.cause}`);
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
