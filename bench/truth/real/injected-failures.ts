import type { Claim } from '../claim.ts';
import { writeApplication, type Workspace } from './workspace.ts';

/** Of the 65,536 values of two random bytes, so many fail: one launch in ten. */
const FAILING = 6_554;
const RATE = FAILING / 65_536;
const SAID = 'made to fail';
/** In all but one of 2,000 runs, the share of failures is within so many standard errors of the rate. */
const STANDARD_ERRORS = 3.5;

/** An entrypoint that fails one time in ten: every failure is counted, and a gate on success fails. */
export async function injectedFailures(workspace: Workspace): Promise<Claim[]> {
  writeApplication(
    workspace,
    'unlucky',
    `if [ $(busybox od -An -N2 -tu2 /dev/urandom) -lt ${FAILING} ]; then echo ${SAID}; exit 1; fi\necho READY\nexec busybox sleep 1000000\n`,
  );
  workspace.file(
    'failures.yaml',
    `name: failures
image: { build: unlucky }
workload: { ready: { log: READY } }
rounds: 20
variants:
  runc: { driver: docker, runtime: runc, network: none }
experiments:
  startup: { densities: [20], concurrency: [4], absent: false }
gates:
  - { successRatio: 99%, of: runc }
  - { successRatio: 75%, of: runc }
`,
  );
  const { code, judgement, records } = await workspace.run('failures', 'run failures.yaml');
  const startup = new Set(
    records.flatMap((record) =>
      record.kind === 'round-start' && record.cell.experiment === 'startup' ? [record.round] : [],
    ),
  );
  const launches = records.flatMap((record) =>
    record.kind === 'launch' && startup.has(record.round) ? [record] : [],
  );
  const said = launches.filter((launch) => JSON.stringify(launch).includes(SAID)).length;
  const failed = launches.filter(({ outcome }) => outcome !== 'ready').length;
  const [strict, lenient] = [0.99, 0.75].map((least) =>
    judgement.verdicts.find(({ rule }) => rule.kind === 'success' && rule.minSuccess === least)!,
  );
  const reported = 1 - (strict!.kind === 'share' ? strict!.estimate : Number.NaN);
  const half = STANDARD_ERRORS * Math.sqrt((RATE * (1 - RATE)) / launches.length);
  const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
  return [
    {
      claim: `failures counted among ${launches.length} launches of which one in ten is made to fail`,
      measured: `${failed}, ${percent(reported)}`,
      expected: `the ${said} that said so, and ${percent(RATE - half)} to ${percent(RATE + half)}`,
      holds:
        failed === said && Math.abs(reported - RATE) <= half && reported * launches.length - failed < 1e-6,
    },
    {
      claim: 'a gate of 99% success over them, and one of 75%',
      measured: `${strict!.word} and ${lenient!.word}, exit ${code}`,
      expected: 'regressed and pass, exit 10',
      holds: strict!.word === 'regressed' && lenient!.word === 'pass' && code === 10,
    },
  ];
}
