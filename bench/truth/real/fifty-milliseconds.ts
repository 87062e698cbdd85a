import { runCommand } from '../../../src/host/command.ts';
import { formatDuration } from '../../../src/model/units.ts';
import type { Claim } from '../claim.ts';
import { writeApplication } from './application.ts';
import type { ProvingGround } from './proving-ground.ts';

/** What is put into the entrypoint. Milliseconds. */
const PUT_IN = 50;
const BEFORE = 20;

/** Two revisions of one image in a git repository; in the second the entrypoint sleeps longer. */
export async function fiftyMilliseconds(ground: ProvingGround): Promise<Claim[]> {
  await commitRevisions(ground);
  ground.file(
    'app/isodense.yaml',
    `name: entrypoint
image: { build: . }
workload: { ready: { log: READY } }
rounds: 12
variants:
  runc: { driver: docker, runtime: runc, network: none }
experiments:
  startup: { densities: [4], concurrency: [1], absent: false }
`,
  );
  const { code, judgement } = await ground.prove('fifty', [
    'ab',
    'app/isodense.yaml',
    '--a',
    'image.revision=before',
    '--b',
    'image.revision=after',
  ]);
  const { word, reference, estimate, ci95 } = judgement.verdicts[0]!;
  if (reference === null || estimate === null || ci95 === null)
    throw new Error(`the comparison of two revisions has no figures: ${judgement.cause}`);
  const added = (ratio: number): number => (ratio - 1) * reference;
  const [low, high] = [added(ci95[0]), added(ci95[1])];
  const claim = `an entrypoint that sleeps ${PUT_IN} ms more`;
  return [
    {
      claim: `${claim}, between two git revisions`,
      measured: `${word}, exit ${code}`,
      expected: 'regressed, exit 10',
      holds: word === 'regressed' && code === 10,
    },
    {
      claim: `${claim}: the change that is found`,
      measured: `${formatDuration(added(estimate))} (${formatDuration(low)} to ${formatDuration(high)})`,
      expected: `an interval that holds ${PUT_IN} ms`,
      holds: low <= PUT_IN && PUT_IN <= high,
    },
  ];
}

async function commitRevisions(ground: ProvingGround): Promise<void> {
  for (const [tag, sleep] of [
    ['before', BEFORE],
    ['after', BEFORE + PUT_IN],
  ] as const) {
    const app = writeApplication(
      ground,
      'app',
      `busybox usleep ${sleep * 1_000}\necho READY\nexec busybox sleep 1000000\n`,
    );
    const git = (...args: readonly string[]) =>
      runCommand(
        'git',
        [
          '-c',
          'user.name=isodense',
          '-c',
          'user.email=isodense@localhost',
          '-c',
          'commit.gpgsign=false',
          ...args,
        ],
        { cwd: app },
      );
    if (tag === 'before') await git('init', '--quiet');
    await git('add', '.');
    await git('commit', '--quiet', '-m', tag);
    await git('tag', tag);
  }
}
