import { Command, Option } from 'commander';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { processArguments, processTerminal, setExitCode } from '../../src/host/process-io.ts';
import { claimTable, type Claim } from './claim.ts';
import { fiftyMilliseconds } from './real/fifty-milliseconds.ts';
import { injectedFailures } from './real/injected-failures.ts';
import { halfQuota, unchanged } from './real/known-ratios.ts';
import { openWorkspace } from './real/workspace.ts';
import { simulatedClaims } from './simulated/claims.ts';

const { out } = processTerminal();

/** About ten minutes on two cores. One after another, since they measure. */
async function realClaims(): Promise<Claim[]> {
  using workspace = openWorkspace(out);
  const claims: Claim[] = [];
  for (const check of [unchanged, fiftyMilliseconds, halfQuota, injectedFailures])
    claims.push(...(await check(workspace)));
  return claims;
}

/** Prints each table as soon as it is complete: the real one takes minutes. */
function show(title: string, claims: readonly Claim[]): boolean {
  out.write(`\n${title}\n${claimTable(claims)}`);
  return claims.every(({ holds }) => holds);
}

const { only } = new Command('truth')
  .description(
    'check isodense’s figures and verdicts where the right answer is known, in simulated sessions and on a real engine; exits with 0 only when every claim holds',
  )
  .addOption(
    new Option('--only <kind>', 'check only simulated sessions, or only real runs').choices([
      'simulated',
      'real',
    ]),
  )
  .parse([...processArguments()], { from: 'user' })
  .opts<{ readonly only?: 'simulated' | 'real' }>();

let holds = true;
if (only !== 'real')
  holds = show('Simulated sessions, judged by the code that judges real ones', simulatedClaims()) && holds;
if (only !== 'simulated') holds = show('Real runs with a known result', await realClaims()) && holds;
setExitCode(holds ? EXIT.pass : EXIT.internal);
