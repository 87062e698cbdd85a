import { runCommand } from '../../../src/host/command.ts';
import { formatDuration } from '../../../src/model/units.ts';
import type { Claim } from '../claim.ts';
import { writeApplication, type Workspace } from './workspace.ts';

/** Milliseconds that the entrypoint sleeps in the first revision, and how many more in the second. */
const BEFORE = 20;
const ADDED = 50;

/** Two revisions of an image in a git repository. The entrypoint of the second sleeps longer. */
export async function fiftyMilliseconds(workspace: Workspace): Promise<Claim[]> {
  await commitRevisions(workspace);
  workspace.file(
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
  const { code, judgement } = await workspace.run(
    'fifty',
    'ab app/isodense.yaml --a image.revision=before --b image.revision=after',
  );
  const [verdict] = judgement.verdicts;
  if (verdict?.kind !== 'measured' || verdict.reference === null || verdict.ci95 === null)
    throw new Error(`the comparison of two revisions has no figures: ${judgement.cause}`);
  const { word, reference, estimate, ci95 } = verdict;
  const added = (ratio: number): number => (ratio - 1) * reference;
  const [low, high] = [added(ci95[0]), added(ci95[1])];
  const claim = `an entrypoint that sleeps ${ADDED} ms more`;
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
      expected: `an interval that holds ${ADDED} ms`,
      holds: low <= ADDED && ADDED <= high,
    },
  ];
}

const GIT_OPTIONS = '-c user.name=isodense -c user.email=isodense@localhost -c commit.gpgsign=false'.split(
  ' ',
);

async function commitRevisions(workspace: Workspace): Promise<void> {
  for (const [tag, sleep] of [
    ['before', BEFORE],
    ['after', BEFORE + ADDED],
  ] as const) {
    const app = writeApplication(
      workspace,
      'app',
      `busybox usleep ${sleep * 1_000}\necho READY\nexec busybox sleep 1000000\n`,
    );
    const git = (...args: readonly string[]) => runCommand('git', [...GIT_OPTIONS, ...args], { cwd: app });
    if (tag === 'before') await git('init', '--quiet');
    await git('add', '.');
    await git('commit', '--quiet', '-m', tag);
    await git('tag', tag);
  }
}
